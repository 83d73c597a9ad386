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
use crate::glued::statement;
use crate::json::Json;
use crate::key::Key;
use crate::schema::tasks;
use crate::sql::is_administrative;
use crate::sql_types::IntoBind;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// A task.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Task {
    /// Which one.
    #[diesel(sql_type = Uuid, deserialize_as = Key<uuid::Uuid>)]
    pub id: TaskId,
    /// Its type.
    #[diesel(sql_type = Text, deserialize_as = Code<PolicyKind>)]
    pub kind: PolicyKind,
    /// Its policy's name when it was created.
    #[diesel(sql_type = Text)]
    pub policy_name: String,
    /// As shown.
    #[diesel(sql_type = Text)]
    pub title: String,
    /// Whom it is about.
    #[diesel(sql_type = BigInt, column_name = subject_id, deserialize_as = Key<i64>)]
    pub subject: PersonId,
    /// Who asked.
    #[diesel(sql_type = Nullable<BigInt>, column_name = requester_id, deserialize_as = Key<Option<i64>>)]
    pub requester: Option<PersonId>,
    /// Who started the review or revocation (T15).
    #[diesel(sql_type = Nullable<BigInt>, column_name = initiator_id, deserialize_as = Key<Option<i64>>)]
    pub initiator: Option<PersonId>,
    /// What it is about.
    #[diesel(sql_type = Nullable<BigInt>, column_name = role_id, deserialize_as = Key<Option<i64>>)]
    pub role: Option<RoleId>,
    /// The grant under review or to be removed.
    #[diesel(sql_type = Nullable<BigInt>, column_name = grant_id, deserialize_as = Key<Option<i64>>)]
    pub grant: Option<GrantId>,
    /// Why it was asked.
    #[diesel(sql_type = Nullable<Text>)]
    pub reason: Option<String>,
    /// The policy's steps as they were (T10).
    #[diesel(sql_type = Jsonb, deserialize_as = Json<Vec<Step>>)]
    pub steps: Vec<Step>,
    /// The step now open, or the last one that was, from 1.
    #[diesel(sql_type = SmallInt)]
    pub position: i16,
    /// Open, or how it was closed.
    #[diesel(sql_type = Text, deserialize_as = Code<TaskState>)]
    pub state: TaskState,
    /// When it was created.
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    /// When it was closed.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub closed_at: Option<DateTime<Utc>>,
    /// Goes up with each change.
    #[diesel(sql_type = Integer)]
    pub version: i32,
    /// It requests an administrative role, or a change of one (R22): nobody decides their own, and none by a token.
    #[diesel(sql_type = Bool)]
    pub is_administrative: bool,
    /// What the role becomes by it, where it is about that (R22 (6)).
    #[diesel(sql_type = Nullable<Jsonb>, deserialize_as = Json<Option<RoleChange>>)]
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
    let locked: Option<TaskId> = tasks::table
        .find(id.bind())
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
    let rows: Vec<Task> = statement(select_task!("id = ANY($1) ORDER BY id FOR UPDATE"))
        .bind::<Array<Uuid>, _>(ids)
        .load(tx)
        .await?;
    Ok(rows)
}

async fn load(conn: &mut Connection, sql: &'static str, id: TaskId) -> Result<Option<Task>> {
    let rows: Vec<Task> = statement(sql).bind::<Uuid, _>(id.0).load(conn).await?;
    Ok(rows.into_iter().next())
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
