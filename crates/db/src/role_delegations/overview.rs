//! Everything on Roles and Delegations but the task rule, in one statement (R15).

use chrono::{DateTime, Utc};
use db_macros::Statement;
use domain::ids::PersonId;
use serde::Deserialize;

use super::lendable::Lendable;
use super::read::Delegation;
use crate::json::Record;
use crate::statement::Statement;
use crate::{Connection, Result};

/// What a person has lent and received, and how the roles stand to them.
#[derive(Debug, Clone, Deserialize)]
pub struct Overview {
    /// Everything that may still give something, and the newest of what is over; the newest start first.
    pub delegations: Vec<Delegation>,
    /// What they hold, have received, or may provision to others; by name.
    pub roles: Vec<Lendable>,
}

#[derive(Statement)]
#[statement(file = "role_delegations/overview.sql", row = Record<Overview>)]
struct ReadOverview {
    person: PersonId,
    now: DateTime<Utc>,
    over: i64,
}

/// Reads it at `now`, with up to `over` of what is over on either side.
///
/// # Errors
/// When the database fails.
pub async fn of_person(
    conn: &mut Connection,
    person: PersonId,
    over: i64,
    now: DateTime<Utc>,
) -> Result<Overview> {
    let overview = ReadOverview { person, now, over };
    Ok(overview.one_row(conn).await?.read())
}
