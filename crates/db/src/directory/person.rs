//! One person with everything their page shows, in one statement.

use chrono::{DateTime, NaiveDate, Utc};
use db_macros::{Columns, Statement};
use diesel::sql_types::{Bool, Jsonb, Nullable};
use domain::access::HoldingSource;
use domain::activity::ActivityState;
use domain::ids::{PersonId, TaskId};
use domain::zone::Zone;
use serde::Deserialize;

use crate::delegation_rules::Rule;
use crate::json::Json;
use crate::people::is_text;
use crate::statement::Statement;
use crate::tasks::waiting::{PAGE, Waiting};
use crate::{Connection, Result};

/// Rules naming the person that the page shows, and one more that says whether there are others.
pub const COVERS: usize = 201;

/// No list of open tasks has more pages: an address that asks for a later one shows none.
const MOST_PAGES: i64 = 1_000_000;

/// A person as their page shows them.
#[derive(Debug, Clone, Deserialize)]
pub struct Detail {
    /// Who.
    pub id: PersonId,
    /// Signs in with it.
    pub username: String,
    /// As shown.
    pub display_name: String,
    /// For mail.
    pub email: Option<String>,
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
    /// The person's IANA zone, or else the Site's (G1).
    #[serde(deserialize_with = "crate::zone::in_json")]
    pub time_zone: Zone,
    /// Whether they are active, or why not.
    pub state: ActivityState,
    /// Whom they report to.
    pub manager: Option<Named>,
    /// What they hold, by name of the role.
    #[serde(default)]
    pub roles: Vec<HeldRole>,
    /// Their delegation rule: in force, to come, or ended but not replaced.
    pub rule: Option<Rule>,
    /// Rules in force or to come that name them, at most [`COVERS`] of them.
    #[serde(default)]
    pub covers: Vec<Rule>,
    /// How many such rules there are.
    pub covers_count: i64,
    /// The newest of them.
    pub covers_newest: i64,
    /// A page of their open tasks; none for a reader who does not oversee everyone's tasks (T17).
    pub open_tasks: Option<Waiting>,
}

/// Somebody's names.
#[derive(Debug, Clone, Deserialize)]
pub struct Named {
    /// Signs in with it.
    pub username: String,
    /// As shown.
    pub display_name: String,
}

/// A role that somebody holds, and where it comes from.
#[derive(Debug, Clone, Deserialize)]
pub struct HeldRole {
    /// For ever.
    pub code: String,
    /// As shown.
    pub name: String,
    /// Where it comes from.
    pub source: HoldingSource,
    /// Since when.
    #[serde(deserialize_with = "crate::json::instant")]
    pub since: DateTime<Utc>,
    /// Name of who granted it.
    pub granted_by: Option<String>,
    /// The task whose approval granted it.
    pub task: Option<TaskId>,
    /// Who lends it.
    pub delegator: Option<Named>,
    /// The last day that the delegation covers, in the delegator's zone.
    pub last_day: Option<NaiveDate>,
    /// Since when the directory, if there is one, has not been told that it is lent (R11).
    #[serde(deserialize_with = "crate::json::optional_instant")]
    pub directory_waits_since: Option<DateTime<Utc>>,
}

#[derive(diesel::QueryableByName, Columns)]
struct DetailRow {
    #[diesel(sql_type = Bool)]
    allowed: bool,
    #[diesel(sql_type = Nullable<Jsonb>)]
    detail: Option<Json<Detail>>,
}

#[derive(Statement)]
#[statement(file = "directory/person.sql", row = DetailRow)]
struct ReadPerson<'a> {
    username: &'a str,
    now: DateTime<Utc>,
    reader: PersonId,
    skipped: i64,
}

/// The person with this username in any case, for `reader`, with the given page of their open tasks, from 1. The outer
/// `None`: the reader does not manage everyone's directory; the inner: there is no such person.
///
/// # Errors
/// When the database fails.
pub async fn read(
    conn: &mut Connection,
    reader: PersonId,
    username: &str,
    page: i64,
    now: DateTime<Utc>,
) -> Result<Option<Option<Detail>>> {
    // Nobody's name, but a question all the same: who may not ask is told so first.
    let username = if is_text(username) { username } else { "" };
    let person = ReadPerson {
        username,
        now,
        reader,
        skipped: page.saturating_sub(1).clamp(0, MOST_PAGES).saturating_mul(PAGE),
    };
    let row = person.one_row(conn).await?;
    if !row.allowed {
        return Ok(None);
    }
    Ok(Some(row.detail.map(|detail| detail.0)))
}
