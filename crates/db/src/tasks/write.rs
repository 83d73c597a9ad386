//! Changing tasks: create, move to a step, close, record a decision.

use chrono::{DateTime, Utc};
use db_macros::Statement;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::ids::{GrantId, PersonId, PolicyId, RoleId, TaskId};
use domain::policy::{PolicyKind, Step};
use domain::role::RoleChange;
use domain::task::{Decision, TaskState};

use crate::Result;
use crate::batch::json;
use crate::prepared::Prepare;
use crate::schema::{task_decisions, tasks};
use crate::sql_types::{IntoBind, IntoLiteral};
use crate::statement::Statement;
use crate::transaction::Transaction;

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

/// Creates a task at its first step; false when its id is there already.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Transaction, task: &NewTask) -> Result<bool> {
    let values = (
        tasks::id.eq(task.id.bind()),
        tasks::kind.eq(task.kind.bind()),
        tasks::policy_id.eq(task.policy.bind()),
        tasks::policy_name.eq(&task.policy_name),
        tasks::title.eq(&task.title),
        tasks::subject_id.eq(task.subject.bind()),
        tasks::requester_id.eq(task.requester),
        tasks::initiator_id.eq(task.initiator),
        tasks::role_id.eq(task.role),
        tasks::grant_id.eq(task.grant),
        tasks::reason.eq(&task.reason),
        tasks::external_ref.eq(&task.external_ref),
        tasks::steps.eq(json(&task.steps)?),
        tasks::position.eq(1),
        tasks::created_at.eq(task.created_at),
        tasks::one_at_a_time.eq(task.is_one_at_a_time()),
    );
    let made = diesel::insert_into(tasks::table)
        .values(values)
        .on_conflict(tasks::id)
        .do_nothing()
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
    let values = (
        task_decisions::task_id.eq(decision.task.bind()),
        task_decisions::position.eq(decision.position),
        task_decisions::decision.eq(decision.decision.bind()),
        task_decisions::decided_by.eq(decision.by.bind()),
        task_decisions::decided_for.eq(&decision.decided_for),
        task_decisions::reason.eq(&decision.reason),
        task_decisions::decided_at.eq(decision.at),
    );
    let recorded = diesel::insert_into(task_decisions::table)
        .values(values)
        .on_conflict((task_decisions::task_id, task_decisions::position))
        .do_nothing()
        .execute(tx)
        .await?;
    Ok(recorded == 1)
}

/// Moves an open task from one step to the next; false when it is elsewhere by now.
///
/// # Errors
/// When the database fails.
pub async fn move_to_step(tx: &mut Transaction, task: TaskId, from: i16, to: i16) -> Result<bool> {
    let at_step = tasks::table
        .find(task.bind())
        .filter(tasks::position.eq(from))
        .filter(tasks::state.eq(TaskState::Open.literal()));
    let moved = diesel::update(at_step)
        .set((tasks::position.eq(to), tasks::version.eq(tasks::version + 1)))
        .prepared()
        .execute(tx)
        .await?;
    Ok(moved == 1)
}

/// Adds a step after a task's last one.
///
/// # Errors
/// When the database fails.
pub async fn append_step(tx: &mut Transaction, task: TaskId, step: &Step) -> Result<()> {
    // An array, that it is one element whatever it is.
    let appended = tasks::steps.concat(json(&[step])?);
    diesel::update(tasks::table.find(task.bind()))
        .set(tasks::steps.eq(appended))
        .prepared()
        .execute(tx)
        .await?;
    Ok(())
}

#[derive(Statement)]
#[statement(file = "tasks/close.sql")]
struct Close {
    task: TaskId,
    state: TaskState,
    now: DateTime<Utc>,
}

/// Closes an open task and releases everyone asked; false when it is closed already. A closed task keeps its policy's
/// name only (T10).
///
/// # Errors
/// When the database fails.
pub async fn close(tx: &mut Transaction, task: TaskId, state: TaskState, now: DateTime<Utc>) -> Result<bool> {
    Ok(Close { task, state, now }.run(tx).await? == 1)
}
