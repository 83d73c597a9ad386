//! People as the CSV holds them, a batch at a time and in the order of their ids.

use chrono::NaiveDate;
use diesel::sql_types::{Array, BigInt, Date, Nullable, Text};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;

use crate::glued::statement;
use crate::{Connection, Result};

/// One line of the export.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    /// Signs in with it.
    #[diesel(sql_type = Text)]
    pub username: String,
    /// As shown.
    #[diesel(sql_type = Text)]
    pub display_name: String,
    /// For mail.
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    /// The manager's username.
    #[diesel(sql_type = Nullable<Text>)]
    pub manager: Option<String>,
    /// Of the work assignment.
    #[diesel(sql_type = Nullable<Text>)]
    pub department: Option<String>,
    /// Of the work assignment.
    #[diesel(sql_type = Nullable<Text>)]
    pub job: Option<String>,
    /// Of the work assignment.
    #[diesel(sql_type = Nullable<Text>)]
    pub location: Option<String>,
    /// First day of work, in the person's zone.
    #[diesel(sql_type = Nullable<Date>)]
    pub hired_on: Option<NaiveDate>,
    /// Last day of work, in the person's zone.
    #[diesel(sql_type = Nullable<Date>)]
    pub terminated_on: Option<NaiveDate>,
    /// The person's own IANA zone; none: the Site's.
    #[diesel(sql_type = Nullable<Text>)]
    pub time_zone: Option<String>,
    /// Codes of the roles granted by hand, in no order.
    #[diesel(sql_type = Array<Text>)]
    pub roles: Vec<String>,
}

impl Row {
    /// Who it is; the next batch begins after it.
    pub fn id(&self) -> PersonId {
        PersonId(self.id)
    }
}

/// Makes the transaction read one state of the directory, whatever is changed meanwhile. To be called first.
///
/// # Errors
/// When the database fails.
pub async fn begin(conn: &mut Connection) -> Result<()> {
    statement("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        .execute(conn)
        .await?;
    Ok(())
}

/// Up to `limit` people after the given one.
///
/// # Errors
/// When the database fails.
pub async fn batch(conn: &mut Connection, after: Option<PersonId>, limit: i64) -> Result<Vec<Row>> {
    const SQL: &str = "SELECT p.id, p.username, p.display_name, p.email, m.username AS manager, p.department, p.job, p.location, \
        p.hired_on, p.terminated_on, p.time_zone, ARRAY(SELECT r.code FROM grants g JOIN roles r ON r.id = g.role_id \
        WHERE g.person_id = p.id AND g.source = 'by_hand' AND g.revoked_at IS NULL) AS roles \
        FROM people p LEFT JOIN people m ON m.id = p.manager_id WHERE p.id > coalesce($1, 0) ORDER BY p.id LIMIT $2";
    let query = statement(SQL)
        .bind::<Nullable<BigInt>, _>(after.map(|person| person.0))
        .bind::<BigInt, _>(limit);
    Ok(query.load(conn).await?)
}
