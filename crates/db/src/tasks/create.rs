//! Writing a new task with everything that belongs to it, in one statement: a transaction of its own where none is open
//! (G3).

use diesel::sql_types::{BigInt, Bool, Jsonb, Nullable};
use diesel_async::RunQueryDsl;

use super::assignments::NewAssignment;
use super::log::{NewLogEntry, audit_rows, audited};
use super::write::NewTask;
use super::write::bound;
use crate::Result;
use crate::api_answers::NewAnswer;
use crate::audit::{InNameOf, NewEntry, columns};
use crate::batch::json;
use crate::outbox::NewMessage;
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

const SQL: &str = concat!(
    "WITH \
    asked AS (INSERT INTO task_assignments (task_id, position, person_id, pool_role_id, original_id, path, copies, barred, \
        assigned_at) \
      SELECT $1, position, person_id, pool_role_id, original_id, path, copies, barred, assigned_at \
      FROM jsonb_populate_recordset(NULL::task_assignments, $15)), \
    logged AS (INSERT INTO task_log (task_id, at, position, actor_id, on_behalf_of, through, event, people) \
      SELECT $1, at, position, actor_id, on_behalf_of, through, event, people FROM jsonb_populate_recordset(NULL::task_log, $16)), \
    told AS (INSERT INTO outbox (at, person_id, event_key, event, task_id) \
      SELECT at, person_id, event_key, event, $1 FROM jsonb_populate_recordset(NULL::outbox, $17) \
      ON CONFLICT (person_id, event_key) DO NOTHING), \
    audited AS (INSERT INTO audit_log (",
    columns!(),
    ") SELECT ",
    columns!(),
    " FROM jsonb_populate_record(NULL::audit_log, $18) UNION ALL ",
    audit_rows!("$23"),
    " RETURNING id, actor_id), \
    named AS (INSERT INTO audit_in_name_of (delegator_id, entry_id, proxy_id, role_delegation_id) \
      SELECT n.delegator_id, a.id, a.actor_id, n.role_delegation_id FROM audited a \
      CROSS JOIN jsonb_to_recordset($20) AS n (delegator_id bigint, role_delegation_id bigint) WHERE a.actor_id IS NOT NULL), \
    kept AS (INSERT INTO api_answers (token_id, key, request_hash, answer, at) \
      SELECT token_id, key, decode($19::jsonb ->> 'request_hash', 'hex'), answer, at FROM jsonb_to_record($19::jsonb) \
        AS answered (token_id bigint, key text, answer text, at timestamptz) WHERE $19::jsonb IS NOT NULL) \
    INSERT INTO tasks (id, kind, policy_id, policy_name, title, subject_id, requester_id, initiator_id, role_id, grant_id, reason, \
      external_ref, steps, position, created_at, role_change, one_at_a_time) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14, $21, $22) RETURNING (SELECT min(id) FROM audited) AS id"
);

#[derive(diesel::QueryableByName)]
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
    let audited: Audited = bound(SQL, task)?
        .bind::<Jsonb, _>(json(creation.assignments)?)
        .bind::<Jsonb, _>(json(creation.log)?)
        .bind::<Jsonb, _>(json(creation.messages)?)
        .bind::<Jsonb, _>(json(creation.audit)?)
        .bind::<Nullable<Jsonb>, _>(creation.answer.map(json).transpose()?)
        .bind::<Jsonb, _>(json(creation.in_name_of)?)
        .bind::<Nullable<Jsonb>, _>(task.role_change.as_ref().map(json).transpose()?)
        .bind::<Bool, _>(task.is_one_at_a_time())
        .bind::<Jsonb, _>(json(&audited(creation.log))?)
        .get_result(tx)
        .await?;
    Ok(audited.id)
}
