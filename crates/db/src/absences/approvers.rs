//! Who is told that an absence is requested: the direct manager, and whom they have lent the right to approve it to.

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::sql_types::{Nullable, Text};
use domain::ids::PersonId;

use crate::sql_types::PersonKey;
use crate::statement::Statement;
use crate::{Connection, Result};

/// Somebody who may approve.
#[derive(Debug, Clone, diesel::QueryableByName, Columns)]
pub struct Approver {
    #[diesel(sql_type = PersonKey)]
    id: PersonId,
    /// Name of the manager in whose place; none: it is the manager.
    #[diesel(sql_type = Nullable<Text>)]
    pub delegator: Option<String>,
}

impl Approver {
    /// Who.
    pub fn person(&self) -> PersonId {
        self.id
    }
}

#[derive(Statement)]
#[statement(file = "absences/approvers.sql", row = Approver)]
struct Approvers {
    person: PersonId,
    now: DateTime<Utc>,
}

/// The active people who look after the absences of whoever reports to the person's manager, by the manager's own role.
/// Nobody higher up is among them, though they may approve too.
///
/// # Errors
/// When the database fails.
pub async fn approvers(conn: &mut Connection, person: PersonId, now: DateTime<Utc>) -> Result<Vec<Approver>> {
    Approvers { person, now }.rows(conn).await
}
