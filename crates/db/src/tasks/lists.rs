//! A person's other lists, newest first: what they decided, and what they asked for.

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Jsonb, Nullable, Text, Timestamptz};
use domain::ids::{PersonId, TaskId};
use domain::task::{Decision, TaskState};
use serde::Deserialize;

use crate::json::Json;
use crate::sql_types::{DecisionCode, TaskKey, TaskStateCode};
use crate::statement::Statement;
use crate::{Connection, Result};

/// Lines a page has, and one more to know whether there are others.
const READ: i64 = 26;

/// The last line of a page: the next one goes on after it.
#[derive(Debug, Clone, Copy)]
pub struct ListPlace<I> {
    /// Its instant.
    pub at: DateTime<Utc>,
    /// What tells it apart from others of the same instant.
    pub id: I,
}

/// A decision of the person's.
#[derive(Debug, Clone, QueryableByName, Columns)]
pub struct DecidedRow {
    /// Which decision.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = TaskKey)]
    task_id: TaskId,
    /// When.
    #[diesel(sql_type = Timestamptz)]
    pub decided_at: DateTime<Utc>,
    /// What they said.
    #[diesel(sql_type = DecisionCode)]
    pub decision: Decision,
    /// As typed.
    #[diesel(sql_type = Nullable<Text>)]
    pub reason: Option<String>,
    /// Names of whom they decided for: "Ana Ruiz and Cem Kaya".
    #[diesel(sql_type = Nullable<Text>)]
    pub decided_for: Option<String>,
    /// The task's title.
    #[diesel(sql_type = Text)]
    pub title: String,
    /// Its policy's name.
    #[diesel(sql_type = Text)]
    pub policy_name: String,
    /// What has become of it.
    #[diesel(sql_type = TaskStateCode)]
    pub state: TaskState,
}

impl DecidedRow {
    /// Of which task.
    pub fn task(&self) -> TaskId {
        self.task_id
    }
}

#[derive(Statement)]
#[statement(file = "tasks/decided_by.sql", row = DecidedRow)]
struct DecidedBy {
    person: PersonId,
    before_at: Option<DateTime<Utc>>,
    before: Option<i64>,
    limit: i64,
}

/// What a person decided, newest first, and whether there is more.
///
/// # Errors
/// When the database fails.
pub async fn decided_by(
    conn: &mut Connection,
    person: PersonId,
    before: Option<ListPlace<i64>>,
) -> Result<(Vec<DecidedRow>, bool)> {
    let decided = DecidedBy {
        person,
        before_at: before.map(|place| place.at),
        before: before.map(|place| place.id),
        limit: READ,
    };
    Ok(page(decided.rows(conn).await?))
}

/// A task that the person asked for.
#[derive(Debug, Clone, QueryableByName, Columns)]
pub struct RequestRow {
    #[diesel(sql_type = TaskKey)]
    task_id: TaskId,
    /// When it was asked for.
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    /// As shown.
    #[diesel(sql_type = Text)]
    pub title: String,
    /// Its policy's name.
    #[diesel(sql_type = Text)]
    pub policy_name: String,
    /// Open, or how it ended.
    #[diesel(sql_type = TaskStateCode)]
    pub state: TaskState,
    /// Who is asked now; nobody where the task is closed.
    #[diesel(sql_type = Jsonb, deserialize_as = Json<Vec<AskedRow>>)]
    pub asked: Vec<AskedRow>,
}

/// Who is asked now.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AskedRow {
    /// A person's name, or a role's.
    pub name: String,
    /// Everyone who holds that role is asked (T11).
    pub is_pool: bool,
    /// Name of whom they stand in for.
    pub standing_in_for: Option<String>,
    /// Until when, as far as that person's rule says now (T16).
    #[serde(deserialize_with = "crate::json::optional_instant")]
    pub until: Option<DateTime<Utc>>,
}

impl RequestRow {
    /// Which task.
    pub fn task(&self) -> TaskId {
        self.task_id
    }
}

#[derive(Statement)]
#[statement(file = "tasks/requested_by.sql", row = RequestRow)]
struct RequestedBy {
    person: PersonId,
    state: Option<TaskState>,
    before_at: Option<DateTime<Utc>>,
    before: Option<TaskId>,
    limit: i64,
    now: DateTime<Utc>,
}

/// What a person asked for, newest first, and whether there is more.
///
/// # Errors
/// When the database fails.
pub async fn requested_by(
    conn: &mut Connection,
    person: PersonId,
    state: Option<TaskState>,
    before: Option<ListPlace<TaskId>>,
    now: DateTime<Utc>,
) -> Result<(Vec<RequestRow>, bool)> {
    let requested = RequestedBy {
        person,
        state,
        before_at: before.map(|place| place.at),
        before: before.map(|place| place.id),
        limit: READ,
        now,
    };
    Ok(page(requested.rows(conn).await?))
}

fn page<R>(mut rows: Vec<R>) -> (Vec<R>, bool) {
    let size = usize::try_from(READ - 1).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    rows.truncate(size);
    (rows, more)
}
