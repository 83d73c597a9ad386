//! Begins and ends whose day has come (R6–R10): claimed by locking their delegations, so that any number of nodes may do
//! it at once, and carried out by one statement a batch. The directory is told afterwards.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::glued::statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

// Whoever changes a delegation's requests holds its row, so that alone is locked: a node that locked requests as well
// could wait for another that waits for it. What is read here may be done by the time the lock is there; the second
// statement looks again.
const CLAIM: &str = "SELECT d.id FROM role_requests q JOIN role_delegations d ON d.id = q.delegation_id \
    WHERE q.applied_at IS NULL AND q.state IN ('pending', 'failed') AND q.due_at <= $1 \
    AND (q.next_at IS NULL OR q.next_at <= $1) AND (q.run_id IS NULL OR q.run_id < $2) \
    ORDER BY q.due_at, q.id LIMIT $3 FOR UPDATE OF d SKIP LOCKED";

/// Takes up to `limit` delegations of which something is due, until the transaction ends. What the run itself wrote is left
/// to a later one (R8).
///
/// # Errors
/// When the database fails.
pub async fn claim(tx: &mut Transaction, run: i64, now: DateTime<Utc>, limit: i64) -> Result<Vec<i64>> {
    let rows: Vec<Id> = statement(CLAIM)
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(run)
        .bind::<BigInt, _>(limit)
        .load(tx)
        .await?;
    let mut ids: Vec<i64> = rows.into_iter().map(|row| row.id).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// What is due of a delegation could not be carried out: it is tried again at `next`, or no more.
///
/// # Errors
/// When the database fails.
pub async fn could_not(
    tx: &mut Transaction,
    delegation: i64,
    error: &str,
    next: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<()> {
    const SQL: &str = "UPDATE role_requests SET state = CASE WHEN $4::timestamptz IS NULL THEN 'faulted' ELSE 'failed' END, \
        attempts = attempts + 1, last_error = $3, next_at = $4 WHERE delegation_id = $1 AND applied_at IS NULL \
        AND state IN ('pending', 'failed') AND due_at <= $2";
    statement(SQL)
        .bind::<BigInt, _>(delegation)
        .bind::<Timestamptz, _>(now)
        .bind::<Text, _>(error.to_owned())
        .bind::<Nullable<Timestamptz>, _>(next)
        .execute(tx)
        .await?;
    Ok(())
}

/// How often what is due of a delegation has failed.
///
/// # Errors
/// When the database fails.
pub async fn attempts(conn: &mut Connection, delegation: i64) -> Result<i64> {
    const SQL: &str = "SELECT coalesce(max(attempts), 0)::bigint AS id FROM role_requests WHERE delegation_id = $1 \
        AND applied_at IS NULL AND state IN ('pending', 'failed')";
    let row: Id = statement(SQL)
        .bind::<BigInt, _>(delegation)
        .get_result(conn)
        .await?;
    Ok(row.id)
}
