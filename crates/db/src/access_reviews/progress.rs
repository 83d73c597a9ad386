//! How far reviews are: the list of them, and everything that a review's page shows, each in one statement.

use chrono::{DateTime, NaiveDate, Utc};
use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid};
use domain::ids::TaskId;
use domain::task::TaskState;
use serde::Deserialize;

use crate::json::{Json, Record};
use crate::statement::Statement;
use crate::{Connection, Result};

/// What a review is.
#[derive(Debug, Clone, QueryableByName, Columns)]
pub struct Review {
    /// Which.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// Name of the role it is over.
    #[diesel(sql_type = Nullable<Text>)]
    pub role: Option<String>,
    /// Or the department.
    #[diesel(sql_type = Nullable<Text>)]
    pub department: Option<String>,
    /// Name of who started it.
    #[diesel(sql_type = Text)]
    pub initiator: String,
    /// When.
    #[diesel(sql_type = Timestamptz)]
    pub started_at: DateTime<Utc>,
    /// The last day.
    #[diesel(sql_type = Date)]
    pub due_on: NaiveDate,
    /// When that day ends.
    #[diesel(sql_type = Timestamptz)]
    pub due_at: DateTime<Utc>,
    /// The operation that still makes its tasks; none: it is whole, or was broken off.
    #[diesel(sql_type = Nullable<Uuid>)]
    pub operation: Option<uuid::Uuid>,
    /// Why it was broken off before all of its tasks were made, in words.
    #[diesel(sql_type = Nullable<Text>)]
    pub broken_off: Option<String>,
}

/// A review in the list.
#[derive(Debug, Clone, QueryableByName, Columns)]
pub struct Listed {
    /// What it is.
    #[diesel(embed)]
    pub review: Review,
    /// Tasks not yet decided.
    #[diesel(sql_type = BigInt)]
    pub open: i64,
    /// All of its tasks.
    #[diesel(sql_type = BigInt)]
    pub tasks: i64,
}

#[derive(Statement)]
#[statement(file = "access_reviews/list.sql", row = Listed)]
struct List {
    before: Option<i64>,
    limit: i64,
}

/// Reviews, newest first, older than `before` where given.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Connection, before: Option<i64>, limit: i64) -> Result<Vec<Listed>> {
    List { before, limit }.rows(conn).await
}

/// Which of a review's lines are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Its tasks, of one state or of all.
    Tasks(Option<TaskState>),
    /// Roles that are autoprovisioned or delegated: for information only.
    Information,
}

/// The last line of a page: person, role, delegator.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct Place {
    /// The person's id.
    pub person: i64,
    /// The role's id.
    pub role: i64,
    /// The delegator's id; nought where there is none.
    #[serde(default)]
    pub delegator: i64,
}

/// A task of a review.
#[derive(Debug, Clone, Deserialize)]
pub struct Item {
    /// Where it stands in the list.
    #[serde(flatten)]
    pub place: Place,
    /// The task.
    pub task: TaskId,
    /// Name of whose role.
    pub subject: String,
    /// Their username.
    pub username: String,
    /// Their department.
    pub department: Option<String>,
    /// Name of the role.
    pub role_name: String,
    /// Open, or how it ended.
    pub state: TaskState,
    /// Names of who is asked now.
    #[serde(default)]
    pub asked: Vec<String>,
    /// Name of who decided last.
    pub decided_by: Option<String>,
    /// Name of whom they stood in for.
    pub decided_for: Option<String>,
    /// When it was decided last.
    #[serde(deserialize_with = "crate::json::optional_instant")]
    pub decided_at: Option<DateTime<Utc>>,
    /// Why.
    pub reason: Option<String>,
}

/// A role that is listed for information only.
#[derive(Debug, Clone, Deserialize)]
pub struct Information {
    /// Where it stands in the list.
    #[serde(flatten)]
    pub place: Place,
    /// Name of who has it.
    pub subject: String,
    /// Their username.
    pub username: String,
    /// Their department.
    pub department: Option<String>,
    /// Name of the role.
    pub role_name: String,
    /// Name of who lent it; none: a rule gives it.
    pub delegator_name: Option<String>,
}

/// Somebody whom open tasks wait for.
#[derive(Debug, Clone, Deserialize)]
pub struct Waiting {
    /// A person's name, or a role's.
    pub name: String,
    /// Everyone who holds that role is asked.
    pub is_pool: bool,
    /// How many.
    pub open: i64,
}

/// A grant for which no task could be made (T12).
#[derive(Debug, Clone, Deserialize)]
pub struct Refused {
    /// Name of whose role.
    pub subject: String,
    /// Name of the role.
    pub role_name: String,
    /// Why.
    pub reason: String,
}

#[derive(QueryableByName, Columns)]
struct Row {
    #[diesel(embed)]
    review: Review,
    #[diesel(embed)]
    making: Making,
    #[diesel(sql_type = Jsonb)]
    counts: Json<Vec<(TaskState, i64)>>,
    #[diesel(sql_type = Jsonb)]
    waiting: Json<Vec<Waiting>>,
    #[diesel(sql_type = Jsonb)]
    refused: Json<Vec<Refused>>,
    #[diesel(sql_type = BigInt)]
    refusals: i64,
    #[diesel(sql_type = Jsonb)]
    lines: Json<serde_json::Value>,
}

/// How far the making of a review's tasks is.
#[derive(Debug, Clone, QueryableByName, Columns)]
pub struct Making {
    #[diesel(sql_type = Nullable<Uuid>)]
    stopped_operation: Option<uuid::Uuid>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    stopped_at: Option<DateTime<Utc>>,
    /// Grants that it covers, while its tasks are being made.
    #[diesel(sql_type = Nullable<Integer>)]
    pub to_make: Option<i32>,
    /// Of them dealt with.
    #[diesel(sql_type = Nullable<Integer>)]
    pub made: Option<i32>,
}

impl Making {
    /// The operation that made its tasks and stopped before its end, and when; none: it did not, or is no longer kept.
    pub fn stopped(&self) -> Option<(uuid::Uuid, DateTime<Utc>)> {
        self.stopped_operation.zip(self.stopped_at)
    }
}

/// Everything that a review's page shows.
#[derive(Debug, Clone)]
pub struct Overview {
    /// What it is.
    pub review: Review,
    /// How far the making of its tasks is.
    pub making: Making,
    /// How many tasks are in each state.
    pub counts: Vec<(TaskState, i64)>,
    /// For whom open tasks wait, the most first; the first twenty.
    pub waiting: Vec<Waiting>,
    /// Grants without a task; the first fifty.
    pub refused: Vec<Refused>,
    /// How many there are of those.
    pub refusals: i64,
    /// Its tasks, where they are shown.
    pub items: Vec<Item>,
    /// What is for information only, where that is shown.
    pub information: Vec<Information>,
}

#[derive(Statement)]
#[statement(file = "access_reviews/overview.sql", row = Row)]
struct ReadOverview {
    review: i64,
    state: Option<TaskState>,
    person: i64,
    role: i64,
    delegator: i64,
    limit: i64,
    now: DateTime<Utc>,
    is_for_information: bool,
}

#[derive(Statement)]
#[statement(file = "access_reviews/items.sql", row = Record<Vec<Item>>)]
struct Items {
    review: i64,
    person: i64,
    role: i64,
    limit: i64,
}

/// A review with a page of its lines, `limit` of them after `after`.
///
/// # Errors
/// When the database fails.
pub async fn overview(
    conn: &mut Connection,
    review: i64,
    shown: Shown,
    after: Place,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Option<Overview>> {
    let read = ReadOverview {
        review,
        state: match shown {
            Shown::Tasks(state) => state,
            Shown::Information => None,
        },
        person: after.person,
        role: after.role,
        delegator: after.delegator,
        limit,
        now,
        is_for_information: shown == Shown::Information,
    };
    let Some(row) = read.optional_row(conn).await? else {
        return Ok(None);
    };
    let (items, information) = match shown {
        Shown::Tasks(_) => (row.lines.into_shape()?, Vec::new()),
        Shown::Information => (Vec::new(), row.lines.into_shape()?),
    };
    Ok(Some(Overview {
        counts: row.counts.0,
        waiting: row.waiting.0,
        refused: row.refused.0,
        refusals: row.refusals,
        review: row.review,
        making: row.making,
        items,
        information,
    }))
}

/// A page of a review's tasks, for the download.
///
/// # Errors
/// When the database fails.
pub async fn items(conn: &mut Connection, review: i64, after: Place, limit: i64) -> Result<Vec<Item>> {
    let items = Items {
        review,
        person: after.person,
        role: after.role,
        limit,
    };
    Ok(items.one_row(conn).await?.read())
}
