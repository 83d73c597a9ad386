//! Reading one task, with or without a lock.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::dsl::{auto_type, exists};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::ids::{GrantId, PersonId, RoleId, TaskId};
use domain::policy::{PolicyKind, Step};
use domain::role::RoleChange;
use domain::task::{Decision, TaskState};

use crate::json::Json;
use crate::schema::{administrative_roles, task_decisions, tasks};
use crate::sql_types::{IntoBind, IntoLiteral, Literal, PolicyKindCode};
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// A task.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = tasks)]
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
    #[diesel(column_name = subject_id)]
    pub subject: PersonId,
    /// Who asked.
    #[diesel(column_name = requester_id)]
    pub requester: Option<PersonId>,
    /// Who started the review or revocation (T15).
    #[diesel(column_name = initiator_id)]
    pub initiator: Option<PersonId>,
    /// What it is about.
    #[diesel(column_name = role_id)]
    pub role: Option<RoleId>,
    /// The grant under review or to be removed.
    #[diesel(column_name = grant_id)]
    pub grant: Option<GrantId>,
    /// Why it was asked.
    pub reason: Option<String>,
    /// The policy's steps as they were (T10).
    #[diesel(deserialize_as = Json<Vec<Step>>)]
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
    #[diesel(select_expression = is_administrative(), select_expression_type = is_administrative)]
    pub is_administrative: bool,
    /// What the role becomes by it, where it is about that (R22 (6)).
    #[diesel(deserialize_as = Json<Option<RoleChange>>)]
    pub role_change: Option<RoleChange>,
}

/// Whether a task requests an administrative role, or a change of one (R22).
#[auto_type]
fn is_administrative() -> _ {
    let request: Literal<PolicyKindCode> = PolicyKind::Request.literal();
    let of_role =
        administrative_roles::table.filter(administrative_roles::role_id.nullable().eq(tasks::role_id));
    tasks::kind
        .eq(request)
        .and(tasks::role_change.is_not_null().or(exists(of_role)))
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

/// Reads a task.
///
/// # Errors
/// When the database fails.
pub async fn by_id(conn: &mut Connection, id: TaskId) -> Result<Option<Task>> {
    Ok(tasks::table
        .find(id.bind())
        .select(Task::as_select())
        .first(conn)
        .await
        .optional()?)
}

/// Reads a task and keeps others from changing it until the transaction ends. What it must keep right is held by
/// constraints; the lock makes the second of two deciders wait and then see the first one's decision.
///
/// # Errors
/// When the database fails.
pub async fn by_id_for_update(tx: &mut Transaction, id: TaskId) -> Result<Option<Task>> {
    Ok(tasks::table
        .find(id.bind())
        .select(Task::as_select())
        .for_update()
        .first(tx)
        .await
        .optional()?)
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
    Ok(tasks::table
        .filter(tasks::id.eq_any(ids.iter().map(|id| id.bind())))
        .order(tasks::id)
        .select(Task::as_select())
        .for_update()
        .load(tx)
        .await?)
}

/// A step's decision.
#[derive(Debug, Clone, serde::Deserialize, Queryable, Selectable)]
#[diesel(table_name = task_decisions)]
pub struct Decided {
    /// The step, from 1.
    pub position: i16,
    /// What was said.
    pub decision: Decision,
    decided_by: PersonId,
    decided_for: Vec<PersonId>,
    /// As typed.
    pub reason: Option<String>,
    /// When.
    #[serde(deserialize_with = "crate::json::instant")]
    pub decided_at: DateTime<Utc>,
}

impl Decided {
    /// Who decided.
    pub fn by(&self) -> PersonId {
        self.decided_by
    }

    /// For whom.
    pub fn decided_for(&self) -> impl Iterator<Item = PersonId> {
        self.decided_for.iter().copied()
    }
}

/// What was decided so far, by step.
///
/// # Errors
/// When the database fails.
pub async fn decisions(conn: &mut Connection, id: TaskId) -> Result<Vec<Decided>> {
    Ok(task_decisions::table
        .filter(task_decisions::task_id.eq(id.bind()))
        .order(task_decisions::position)
        .select(Decided::as_select())
        .load(conn)
        .await?)
}

/// The titles of several tasks.
///
/// # Errors
/// When the database fails.
pub async fn titles(conn: &mut Connection, tasks: &[TaskId]) -> Result<HashMap<TaskId, String>> {
    let rows: Vec<(TaskId, String)> = tasks::table
        .filter(tasks::id.eq_any(tasks.iter().map(|task| task.bind())))
        .select((tasks::id, tasks::title))
        .load(conn)
        .await?;
    Ok(rows.into_iter().collect())
}
