//! Role delegations: what a person can lend, writing and reading them, and what ends for want of the right (R2, R5, R12).

pub mod gain;
pub mod lendable;
pub mod overview;
pub mod read;
pub mod terms;
pub mod write;

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Bool, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RoleId};

use crate::statement::statement;
use crate::{Connection, Result};

/// A delegation that has ended for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, diesel::QueryableByName)]
pub struct Ended {
    /// Which.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = BigInt)]
    proxy_id: i64,
    /// It had begun; else it is cancelled.
    #[diesel(sql_type = Bool)]
    pub had_begun: bool,
}

impl Ended {
    /// Who had it.
    pub fn proxy(&self) -> PersonId {
        PersonId(self.proxy_id)
    }
}

// A begin that is not to come is superseded (J3); the directory takes the role from the proxy by an end due at once.
const END: &str = "WITH has_right (held) AS (SELECT EXISTS (SELECT FROM grants g WHERE g.person_id = $1 AND g.role_id = $2 \
        AND g.revoked_at IS NULL) OR EXISTS (SELECT FROM people p CROSS JOIN role_provisioning_rules r \
        JOIN role_provisioning_rule_roles rr ON rr.rule_id = r.id AND rr.role_id = $2 AND rr.requestable WHERE p.id = $1 \
        AND (r.department IS NULL OR r.department = p.department) AND (r.job IS NULL OR r.job = p.job) \
        AND (r.location IS NULL OR r.location = p.location) \
        AND (r.is_manager IS NULL OR r.is_manager = EXISTS (SELECT FROM people m WHERE m.manager_id = p.id)))), \
    over AS (UPDATE role_delegations d SET ended_at = CASE WHEN d.begun_at IS NOT NULL THEN greatest($4, d.begun_at) END, \
        cancelled_at = CASE WHEN d.begun_at IS NULL THEN $4 END, end_reason = $3, version = d.version + 1 FROM has_right \
        WHERE NOT has_right.held AND d.delegator_id = $1 AND d.role_id = $2 AND d.ended_at IS NULL AND d.cancelled_at IS NULL \
        RETURNING d.id, d.proxy_id, d.begun_at IS NOT NULL AS had_begun), \
    superseded AS (UPDATE role_requests q SET state = 'superseded', finished_at = $4 FROM over WHERE q.delegation_id = over.id \
        AND q.state IN ('pending', 'failed') AND (NOT over.had_begun OR q.kind = 'begin')), \
    hurried AS (UPDATE role_requests q SET due_at = least(q.due_at, $4) FROM over WHERE q.delegation_id = over.id \
        AND over.had_begun AND q.kind = 'end' AND q.state IN ('pending', 'failed')), \
    added AS (INSERT INTO role_requests (kind, delegation_id, due_at, created_at) SELECT 'end', over.id, $4, $4 FROM over \
        WHERE over.had_begun AND NOT EXISTS (SELECT FROM role_requests q WHERE q.delegation_id = over.id AND q.kind = 'end' \
        AND q.state IN ('pending', 'in_progress', 'failed'))) \
    SELECT id, proxy_id, had_begun FROM over ORDER BY id";

/// Ends what a person has lent of a role, where they neither hold it by grant any more nor may have it given (R12, R20).
/// What is in force ends, what has not begun is cancelled; nothing happens while they have the right.
///
/// # Errors
/// When the database fails.
pub async fn end_without_right(
    conn: &mut Connection,
    delegator: PersonId,
    role: RoleId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<Vec<Ended>> {
    Ok(statement(END)
        .bind::<BigInt, _>(delegator.0)
        .bind::<BigInt, _>(role.0)
        .bind::<Text, _>(reason.to_owned())
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await?)
}
