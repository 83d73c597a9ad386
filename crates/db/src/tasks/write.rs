//! Changing tasks: create, move to a step, close, record a decision.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use domain::ids::{GrantId, PersonId, PolicyId, RoleId, TaskId};
use domain::policy::{PolicyKind, Step};
use domain::role::RoleChange;
use domain::task::{Decision, TaskState};

use crate::batch::json;
use crate::glued::{Statement, statement};
use crate::transaction::Transaction;
use crate::{Error, Result};

/// A task to be created.
#[derive(Debug, Clone)]
pub struct NewTask {
    /// Its id, made by the caller: a form posted twice makes one task.
    pub id: TaskId,
    /// Its policy's type.
    pub kind: PolicyKind,
    /// The policy it follows.
    pub policy: PolicyId,
    /// The policy's name at that time.
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
    /// The other system's name for it.
    pub external_ref: Option<String>,
    /// The policy's steps, kept (T10).
    pub steps: Vec<Step>,
    /// What the role becomes by it, where the task is about that (R22 (6)).
    pub role_change: Option<RoleChange>,
    /// It requests an administrative role, or a change of one (R22). Not written: the role says it.
    pub is_administrative: bool,
    /// When.
    pub created_at: DateTime<Utc>,
}

impl NewTask {
    /// Whether no other open task of its kind may be about its subject and role (T15).
    pub fn is_one_at_a_time(&self) -> bool {
        self.role.is_some() && self.role_change.is_none() && self.kind.is_one_at_a_time()
    }
}

/// A statement whose `$1` to `$14` are the task's.
pub(super) fn bound(sql: &'static str, task: &NewTask) -> Result<Statement> {
    Ok(statement(sql)
        .bind::<Uuid, _>(task.id.0)
        .bind::<Text, _>(task.kind.code())
        .bind::<BigInt, _>(task.policy.0)
        .bind::<Text, _>(task.policy_name.clone())
        .bind::<Text, _>(task.title.clone())
        .bind::<BigInt, _>(task.subject.0)
        .bind::<Nullable<BigInt>, _>(task.requester.map(|person| person.0))
        .bind::<Nullable<BigInt>, _>(task.initiator.map(|person| person.0))
        .bind::<Nullable<BigInt>, _>(task.role.map(|role| role.0))
        .bind::<Nullable<BigInt>, _>(task.grant.map(|grant| grant.0))
        .bind::<Nullable<Text>, _>(task.reason.clone())
        .bind::<Nullable<Text>, _>(task.external_ref.clone())
        .bind::<Jsonb, _>(json(&task.steps)?)
        .bind::<Timestamptz, _>(task.created_at))
}

/// Creates a task at its first step; false when its id is there already.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Transaction, task: &NewTask) -> Result<bool> {
    const SQL: &str = "INSERT INTO tasks (id, kind, policy_id, policy_name, title, subject_id, requester_id, initiator_id, \
        role_id, grant_id, reason, external_ref, steps, position, created_at, one_at_a_time) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14, $15) ON CONFLICT (id) DO NOTHING";
    let made = bound(SQL, task)?
        .bind::<Bool, _>(task.is_one_at_a_time())
        .execute(tx)
        .await?;
    Ok(made == 1)
}

/// A decision to be recorded.
#[derive(Debug, Clone)]
pub struct NewDecision {
    /// Of which task.
    pub task: TaskId,
    /// At which step, from 1.
    pub position: i16,
    /// Approve or deny.
    pub decision: Decision,
    /// By whom.
    pub by: PersonId,
    /// For whom, where the decider stood in.
    pub decided_for: Vec<PersonId>,
    /// As typed.
    pub reason: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Records a decision; false when the step has been decided already (two people at the same moment).
///
/// # Errors
/// When the database fails.
pub async fn record_decision(tx: &mut Transaction, decision: &NewDecision) -> Result<bool> {
    const SQL: &str = "INSERT INTO task_decisions (task_id, position, decision, decided_by, decided_for, reason, decided_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (task_id, position) DO NOTHING";
    let recorded = statement(SQL)
        .bind::<Uuid, _>(decision.task.0)
        .bind::<SmallInt, _>(decision.position)
        .bind::<Text, _>(decision.decision.code())
        .bind::<BigInt, _>(decision.by.0)
        .bind::<Array<BigInt>, _>(
            decision
                .decided_for
                .iter()
                .map(|person| person.0)
                .collect::<Vec<_>>(),
        )
        .bind::<Nullable<Text>, _>(decision.reason.clone())
        .bind::<Timestamptz, _>(decision.at)
        .execute(tx)
        .await?;
    Ok(recorded == 1)
}

/// Moves an open task from one step to the next; false when it is elsewhere by now.
///
/// # Errors
/// When the database fails.
pub async fn move_to_step(tx: &mut Transaction, task: TaskId, from: i16, to: i16) -> Result<bool> {
    const SQL: &str = "UPDATE tasks SET position = $3, version = version + 1 WHERE id = $1 AND position = $2 AND state = 'open'";
    let query = statement(SQL)
        .bind::<Uuid, _>(task.0)
        .bind::<SmallInt, _>(from)
        .bind::<SmallInt, _>(to);
    Ok(query.execute(tx).await? == 1)
}

/// Adds a step after a task's last one.
///
/// # Errors
/// When the database fails.
pub async fn append_step(tx: &mut Transaction, task: TaskId, step: &Step) -> Result<()> {
    let step = serde_json::to_value(step)
        .map_err(|error| Error::Query(diesel::result::Error::SerializationError(error.into())))?;
    statement("UPDATE tasks SET steps = steps || jsonb_build_array($2) WHERE id = $1")
        .bind::<Uuid, _>(task.0)
        .bind::<Jsonb, _>(step)
        .execute(tx)
        .await?;
    Ok(())
}

/// Closes an open task and releases everyone asked; false when it is closed already. A closed task keeps its policy's
/// name only (T10).
///
/// # Errors
/// When the database fails.
pub async fn close(tx: &mut Transaction, task: TaskId, state: TaskState, now: DateTime<Utc>) -> Result<bool> {
    const SQL: &str = "WITH released AS (UPDATE task_assignments SET released_at = greatest($3, assigned_at) \
          WHERE task_id = $1 AND released_at IS NULL AND EXISTS (SELECT FROM tasks WHERE id = $1 AND state = 'open')) \
        UPDATE tasks SET state = $2, closed_at = $3, version = version + 1, policy_id = NULL WHERE id = $1 AND state = 'open'";
    let query = statement(SQL)
        .bind::<Uuid, _>(task.0)
        .bind::<Text, _>(state.code())
        .bind::<Timestamptz, _>(now);
    Ok(query.execute(tx).await? == 1)
}
