//! A person's other lists, newest first: what they decided, and what they asked for.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Jsonb, Nullable, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, TaskId};
use domain::task::{Decision, TaskState};
use serde::Deserialize;

use crate::code::Code;
use crate::glued::statement;
use crate::json::Json;
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
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct DecidedRow {
    /// Which decision.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Uuid)]
    task_id: uuid::Uuid,
    /// When.
    #[diesel(sql_type = Timestamptz)]
    pub decided_at: DateTime<Utc>,
    /// What they said.
    #[diesel(sql_type = Text, deserialize_as = Code<Decision>)]
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
    #[diesel(sql_type = Text, deserialize_as = Code<TaskState>)]
    pub state: TaskState,
}

impl DecidedRow {
    /// Of which task.
    pub fn task(&self) -> TaskId {
        TaskId(self.task_id)
    }
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
    const SQL: &str = concat!(
        "SELECT d.id, d.task_id, d.decided_at, d.decision, d.reason, \
          (SELECT string_agg(",
        crate::sql::shown_name!("p"),
        ", ' and ' ORDER BY o.nr) FROM unnest(d.decided_for) WITH ORDINALITY o (id, nr) \
            JOIN people p ON p.id = o.id) AS decided_for, t.title, t.policy_name, t.state \
        FROM (SELECT * FROM task_decisions WHERE decided_by = $1 AND ($2::timestamptz IS NULL OR (decided_at, id) < ($2, $3)) \
          ORDER BY decided_at DESC, id DESC LIMIT $4) d JOIN tasks t ON t.id = d.task_id ORDER BY d.decided_at DESC, d.id DESC"
    );
    let query = statement(SQL)
        .bind::<BigInt, _>(person.0)
        .bind::<Nullable<Timestamptz>, _>(before.map(|place| place.at))
        .bind::<Nullable<BigInt>, _>(before.map(|place| place.id))
        .bind::<BigInt, _>(READ);
    Ok(page(query.load(conn).await?))
}

/// A task that the person asked for.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct RequestRow {
    #[diesel(sql_type = Uuid)]
    task_id: uuid::Uuid,
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
    #[diesel(sql_type = Text, deserialize_as = Code<TaskState>)]
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
        TaskId(self.task_id)
    }
}

const REQUESTED: &str = concat!(
    "SELECT t.id AS task_id, t.created_at, t.title, t.policy_name, t.state, coalesce((SELECT jsonb_agg(jsonb_build_object( \
       'name', coalesce(",
    crate::sql::shown_name!("p"),
    ", r.name), 'is_pool', a.pool_role_id IS NOT NULL, \
       'standing_in_for', ",
    crate::sql::shown_name!("o"),
    ", 'until', d.ends_at) ORDER BY a.id) FROM task_assignments a \
       LEFT JOIN people p ON p.id = a.person_id LEFT JOIN roles r ON r.id = a.pool_role_id \
       LEFT JOIN people o ON o.id = a.original_id AND a.original_id <> a.person_id \
       LEFT JOIN delegation_rules d ON d.owner_id = o.id AND d.delegate_id = a.path[2] AND ",
    crate::sql::rule_in_force!("d", "$6"),
    " WHERE a.task_id = t.id AND a.released_at IS NULL), '[]') AS asked \
     FROM (SELECT * FROM tasks WHERE requester_id = $1 AND ($2::text IS NULL OR state = $2) \
       AND ($3::timestamptz IS NULL OR (created_at, id) < ($3, $4)) ORDER BY created_at DESC, id DESC LIMIT $5) t \
     ORDER BY t.created_at DESC, t.id DESC"
);

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
    let query = statement(REQUESTED)
        .bind::<BigInt, _>(person.0)
        .bind::<Nullable<Text>, _>(state.map(TaskState::code))
        .bind::<Nullable<Timestamptz>, _>(before.map(|place| place.at))
        .bind::<Nullable<Uuid>, _>(before.map(|place| place.id.0))
        .bind::<BigInt, _>(READ)
        .bind::<Timestamptz, _>(now);
    Ok(page(query.load(conn).await?))
}

fn page<R>(mut rows: Vec<R>) -> (Vec<R>, bool) {
    let size = usize::try_from(READ - 1).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    rows.truncate(size);
    (rows, more)
}
