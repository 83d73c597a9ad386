//! People as the CSV holds them, a batch at a time and in the order of their ids.

use chrono::NaiveDate;
use db_macros::Statement;
use diesel::dsl::array;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use domain::access::HoldingSource;
use domain::ids::PersonId;

use crate::schema::{grants, people, roles};
use crate::sql_types::{IntoBind, IntoLiteral};
use crate::statement::Statement;
use crate::{Connection, Result};

/// One line of the export.
#[derive(Debug, Clone, Queryable)]
pub struct Row {
    id: PersonId,
    /// Signs in with it.
    pub username: String,
    /// As shown.
    pub display_name: String,
    /// For mail.
    pub email: Option<String>,
    /// The manager's username.
    pub manager: Option<String>,
    /// Of the work assignment.
    pub department: Option<String>,
    /// Of the work assignment.
    pub job: Option<String>,
    /// Of the work assignment.
    pub location: Option<String>,
    /// First day of work, in the person's zone.
    pub hired_on: Option<NaiveDate>,
    /// Last day of work, in the person's zone.
    pub terminated_on: Option<NaiveDate>,
    /// The person's own IANA zone; none: the Site's.
    pub time_zone: Option<String>,
    /// Codes of the roles granted by hand, in no order.
    pub roles: Vec<String>,
}

impl Row {
    /// Who it is; the next batch begins after it.
    pub fn id(&self) -> PersonId {
        self.id
    }
}

#[derive(Statement)]
#[statement(file = "people/export/begin.sql")]
struct Begin;

/// Makes the transaction read one state of the directory, whatever is changed meanwhile. To be called first.
///
/// # Errors
/// When the database fails.
pub async fn begin(conn: &mut Connection) -> Result<()> {
    Begin.run(conn).await?;
    Ok(())
}

/// Up to `limit` people after the given one.
///
/// # Errors
/// When the database fails.
pub async fn batch(conn: &mut Connection, after: Option<PersonId>, limit: i64) -> Result<Vec<Row>> {
    let managers = diesel::alias!(people as managers);
    let granted = grants::table
        .inner_join(roles::table)
        .filter(grants::person_id.eq(people::id))
        .filter(grants::source.eq(HoldingSource::ByHand.literal()))
        .filter(grants::revoked_at.is_null())
        .select(roles::code);
    Ok(people::table
        .left_join(managers.on(people::manager_id.eq(managers.field(people::id).nullable())))
        .filter(people::id.gt(after.unwrap_or(PersonId(0)).bind()))
        .order(people::id)
        .limit(limit)
        .select((
            people::id,
            people::username,
            people::display_name,
            people::email,
            managers.field(people::username).nullable(),
            people::department,
            people::job,
            people::location,
            people::hired_on,
            people::terminated_on,
            people::time_zone,
            array::<Text, _>(granted),
        ))
        .load(conn)
        .await?)
}
