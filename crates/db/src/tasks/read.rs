//! Reading one task, with or without a lock.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use domain::ids::{GrantId, PersonId, RoleId, TaskId};
use domain::policy::{PolicyKind, Step};
use domain::role::RoleChange;
use domain::task::{Decision, TaskState};

use crate::code::Code;
use crate::schema::tasks;
use crate::sql::is_administrative;
use crate::statement::statement;
use crate::transaction::Transaction;
use crate::{Connection, Error, Result};

#[derive(diesel::QueryableByName)]
struct TaskRow {
    #[diesel(sql_type = Uuid)]
    id: uuid::Uuid,
    #[diesel(sql_type = Text, deserialize_as = Code<PolicyKind>)]
    kind: PolicyKind,
    #[diesel(sql_type = Text)]
    policy_name: String,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = BigInt)]
    subject_id: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    requester_id: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    initiator_id: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    role_id: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    grant_id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<String>,
    #[diesel(sql_type = Jsonb)]
    steps: serde_json::Value,
    #[diesel(sql_type = SmallInt)]
    position: i16,
    #[diesel(sql_type = Text, deserialize_as = Code<TaskState>)]
    state: TaskState,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    closed_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Bool)]
    is_administrative: bool,
    #[diesel(sql_type = Nullable<Jsonb>)]
    role_change: Option<serde_json::Value>,
}

/// A task.
#[derive(Debug, Clone)]
pub struct Task {
    /// Which one.
    pub id: TaskId,
    /// Its type.
    pub kind: PolicyKind,
    /// Its policy's name when it was created.
    pub policy_name: String,
    /// As shown.
    pub title: String,
    /// Whom it is about.
    pub subject: PersonId,
    /// Who asked.
    pub requester: Option<PersonId>,
    /// Who started the review or revocation (T15).
    pub initiator: Option<PersonId>,
    /// What it is about.
    pub role: Option<RoleId>,
    /// The grant under review or to be removed.
    pub grant: Option<GrantId>,
    /// Why it was asked.
    pub reason: Option<String>,
    /// The policy's steps as they were (T10).
    pub steps: Vec<Step>,
    /// The step now open, or the last one that was, from 1.
    pub position: i16,
    /// Open, or how it was closed.
    pub state: TaskState,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// Goes up with each change.
    pub version: i32,
    /// It requests an administrative role, or a change of one (R22): nobody decides their own, and none by a token.
    pub is_administrative: bool,
    /// What the role becomes by it, where it is about that (R22 (6)).
    pub role_change: Option<RoleChange>,
}

impl Task {
    /// The step now open, or the last one that was.
    pub fn step(&self) -> Option<&Step> {
        usize::try_from(self.position)
            .ok()?
            .checked_sub(1)
            .and_then(|index| self.steps.get(index))
    }
}

macro_rules! select_task {
    ($which:literal) => {
        concat!(
            "SELECT id, kind, policy_name, title, subject_id, requester_id, initiator_id, role_id, grant_id, reason, steps, \
             position, state, created_at, closed_at, version, role_change, kind = 'request' AND (role_change IS NOT NULL OR ",
            is_administrative!("tasks.role_id"),
            ") AS is_administrative FROM tasks WHERE ",
            $which
        )
    };
}

/// Reads a task.
///
/// # Errors
/// When the database fails.
pub async fn by_id(conn: &mut Connection, id: TaskId) -> Result<Option<Task>> {
    load(conn, select_task!("id = $1"), id).await
}

/// Reads a task and keeps others from changing it until the transaction ends. What it must keep right is held by
/// constraints; the lock makes the second of two deciders wait and then see the first one's decision.
///
/// # Errors
/// When the database fails.
pub async fn by_id_for_update(tx: &mut Transaction, id: TaskId) -> Result<Option<Task>> {
    load(tx, select_task!("id = $1 FOR UPDATE"), id).await
}

/// Keeps others from changing a task until the transaction ends, without waiting for anybody. False: somebody has it locked, or there
/// is no such task.
///
/// # Errors
/// When the database fails.
pub async fn lock_if_free(tx: &mut Transaction, id: TaskId) -> Result<bool> {
    let locked: Option<uuid::Uuid> = tasks::table
        .find(id.0)
        .select(tasks::id)
        .for_update()
        .skip_locked()
        .first(tx)
        .await
        .optional()?;
    Ok(locked.is_some())
}

/// Reads several tasks and keeps others from changing them until the transaction ends, in the order of their ids, which is
/// the order in which they are locked: two who lock several never wait for one another. What there is none of is left out.
///
/// # Errors
/// When the database fails.
pub async fn by_ids_for_update(tx: &mut Transaction, ids: &[TaskId]) -> Result<Vec<Task>> {
    let ids: Vec<uuid::Uuid> = ids.iter().map(|id| id.0).collect();
    let rows: Vec<TaskRow> = statement(select_task!("id = ANY($1) ORDER BY id FOR UPDATE"))
        .bind::<Array<Uuid>, _>(ids)
        .load(tx)
        .await?;
    rows.into_iter().map(from_row).collect()
}

async fn load(conn: &mut Connection, sql: &'static str, id: TaskId) -> Result<Option<Task>> {
    let rows: Vec<TaskRow> = statement(sql).bind::<Uuid, _>(id.0).load(conn).await?;
    rows.into_iter().next().map(from_row).transpose()
}

fn from_row(row: TaskRow) -> Result<Task> {
    let unreadable = |what: &str| {
        Error::Query(diesel::result::Error::DeserializationError(
            format!("task {}: {what}", row.id).into(),
        ))
    };
    Ok(Task {
        kind: row.kind,
        state: row.state,
        steps: serde_json::from_value(row.steps.clone()).map_err(|error| unreadable(&error.to_string()))?,
        id: TaskId(row.id),
        policy_name: row.policy_name,
        title: row.title,
        subject: PersonId(row.subject_id),
        requester: row.requester_id.map(PersonId),
        initiator: row.initiator_id.map(PersonId),
        role: row.role_id.map(RoleId),
        grant: row.grant_id.map(GrantId),
        reason: row.reason,
        position: row.position,
        created_at: row.created_at,
        closed_at: row.closed_at,
        version: row.version,
        is_administrative: row.is_administrative,
        role_change: row
            .role_change
            .clone()
            .map(serde_json::from_value)
            .transpose()
            .map_err(|error| unreadable(&error.to_string()))?,
    })
}

/// A step's decision.
#[derive(Debug, Clone, serde::Deserialize, diesel::QueryableByName)]
pub struct Decided {
    /// The step, from 1.
    #[diesel(sql_type = SmallInt)]
    pub position: i16,
    /// What was said.
    #[diesel(sql_type = Text, deserialize_as = Code<Decision>)]
    pub decision: Decision,
    #[diesel(sql_type = BigInt)]
    decided_by: i64,
    #[diesel(sql_type = Array<BigInt>)]
    decided_for: Vec<i64>,
    /// As typed.
    #[diesel(sql_type = Nullable<Text>)]
    pub reason: Option<String>,
    /// When.
    #[diesel(sql_type = Timestamptz)]
    #[serde(deserialize_with = "crate::json::instant")]
    pub decided_at: DateTime<Utc>,
}

impl Decided {
    /// Who decided.
    pub fn by(&self) -> PersonId {
        PersonId(self.decided_by)
    }

    /// For whom.
    pub fn decided_for(&self) -> impl Iterator<Item = PersonId> {
        self.decided_for.iter().copied().map(PersonId)
    }
}

/// What was decided so far, by step.
///
/// # Errors
/// When the database fails.
pub async fn decisions(conn: &mut Connection, id: TaskId) -> Result<Vec<Decided>> {
    const SQL: &str = "SELECT position, decision, decided_by, decided_for, reason, decided_at FROM task_decisions \
                       WHERE task_id = $1 ORDER BY position";
    Ok(statement(SQL).bind::<Uuid, _>(id.0).load(conn).await?)
}

#[derive(diesel::QueryableByName)]
struct Titled {
    #[diesel(sql_type = Uuid)]
    id: uuid::Uuid,
    #[diesel(sql_type = Text)]
    title: String,
}

/// The titles of several tasks.
///
/// # Errors
/// When the database fails.
pub async fn titles(conn: &mut Connection, tasks: &[TaskId]) -> Result<HashMap<TaskId, String>> {
    let ids: Vec<uuid::Uuid> = tasks.iter().map(|task| task.0).collect();
    let rows: Vec<Titled> = statement("SELECT id, title FROM tasks WHERE id = ANY($1)")
        .bind::<Array<Uuid>, _>(ids)
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (TaskId(row.id), row.title)).collect())
}
