//! Writing a new task with everything that belongs to it, in one statement: a transaction of its own where none is open
//! (G3).

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use domain::ids::{GrantId, PersonId, PolicyId, RoleId, TaskId};
use domain::policy::PolicyKind;

use super::assignments::NewAssignment;
use super::log::{NewLogEntry, audited};
use super::write::NewTask;
use crate::Result;
use crate::api_answers::NewAnswer;
use crate::audit::{InNameOf, NewEntry};
use crate::batch::json;
use crate::outbox::NewMessage;
use crate::statement::Statement;
use crate::transaction::Transaction;

/// A new task, who is asked, its log, messages and audit entry, and the answer to keep, if any.
#[derive(Debug)]
pub struct Creation<'a> {
    /// The task.
    pub task: &'a NewTask,
    /// Who is asked.
    pub assignments: &'a [NewAssignment],
    /// Its log so far.
    pub log: &'a [NewLogEntry],
    /// Who is told.
    pub messages: &'a [NewMessage],
    /// The audit entry. What else happened to the task stands in its log.
    pub audit: &'a NewEntry,
    /// In whose name it is written (R23).
    pub in_name_of: &'a [InNameOf],
    /// The answer, kept under the other system's key.
    pub answer: Option<&'a NewAnswer>,
}

#[derive(Statement)]
#[statement(file = "tasks/create.sql", row = Audited)]
struct Create<'a> {
    id: TaskId,
    kind: PolicyKind,
    policy: PolicyId,
    policy_name: &'a str,
    title: &'a str,
    subject: PersonId,
    requester: Option<PersonId>,
    initiator: Option<PersonId>,
    role: Option<RoleId>,
    grant: Option<GrantId>,
    reason: Option<&'a str>,
    external_ref: Option<&'a str>,
    steps: serde_json::Value,
    created_at: DateTime<Utc>,
    role_change: Option<serde_json::Value>,
    is_one_at_a_time: bool,
    assignments: serde_json::Value,
    log: serde_json::Value,
    messages: serde_json::Value,
    audit: serde_json::Value,
    audited: serde_json::Value,
    in_name_of: serde_json::Value,
    answer: Option<serde_json::Value>,
}

#[derive(QueryableByName, Columns)]
struct Audited {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Writes all of it. Answers the id of the audit entry.
///
/// # Errors
/// `tasks_pkey` when there is a task of that id, `tasks_one_open_key` when one of its kind is open for that person and role
/// (T15), `api_answers_pkey` when the key was used meanwhile; or when the database fails. Nothing is kept then.
pub async fn create(tx: &mut Transaction, creation: &Creation<'_>) -> Result<i64> {
    let task = creation.task;
    let create = Create {
        id: task.id,
        kind: task.kind,
        policy: task.policy,
        policy_name: &task.policy_name,
        title: &task.title,
        subject: task.subject,
        requester: task.requester,
        initiator: task.initiator,
        role: task.role,
        grant: task.grant,
        reason: task.reason.as_deref(),
        external_ref: task.external_ref.as_deref(),
        steps: json(&task.steps)?,
        created_at: task.created_at,
        role_change: task.role_change.as_ref().map(json).transpose()?,
        is_one_at_a_time: task.is_one_at_a_time(),
        assignments: json(creation.assignments)?,
        log: json(creation.log)?,
        messages: json(creation.messages)?,
        audit: json(creation.audit)?,
        audited: json(&audited(creation.log))?,
        in_name_of: json(creation.in_name_of)?,
        answer: creation.answer.map(json).transpose()?,
    };
    Ok(create.one_row(tx).await?.id)
}
