//! What is kept for a while only: finished requests, messages that have been delivered, and runs of the job. The audit log
//! and the delegations stay.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::glued::{Statement, statement};
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// The id from which on messages are newer than that instant: the oldest messages have the smallest ids. It is looked up once, and
/// not for each batch.
///
/// # Errors
/// When the database fails.
pub async fn newer_messages(conn: &mut Connection, before: DateTime<Utc>) -> Result<i64> {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    const SQL: &str = "SELECT coalesce((SELECT f.id FROM outbox f WHERE f.at >= $1 ORDER BY f.id LIMIT 1), \
        9223372036854775807) AS id";
    let row: Row = statement(SQL)
        .bind::<Timestamptz, _>(before)
        .get_result(conn)
        .await?;
    Ok(row.id)
}

fn prune(sql: &'static str, before: DateTime<Utc>, limit: i64) -> Statement {
    statement(sql)
        .bind::<Timestamptz, _>(before)
        .bind::<BigInt, _>(limit)
}

/// Removes up to `limit` requests that were finished before then, and returns how many.
///
/// # Errors
/// When the database fails.
pub async fn requests(tx: &mut Transaction, before: DateTime<Utc>, limit: i64) -> Result<usize> {
    const SQL: &str = "DELETE FROM role_requests WHERE id IN (SELECT id FROM role_requests WHERE finished_at < $1 \
        AND state IN ('complete', 'suppressed', 'superseded') ORDER BY finished_at LIMIT $2 FOR UPDATE SKIP LOCKED)";
    Ok(prune(SQL, before, limit).execute(tx).await?)
}

/// Removes up to `limit` messages written before then, as far as nothing of them is still to be delivered, and returns
/// how many. `newer` is from [`newer_messages`]. That an owner was told of a delegate who has left is what keeps them from being told again, and stays.
///
/// # Errors
/// When the database fails.
pub async fn messages(tx: &mut Transaction, before: DateTime<Utc>, newer: i64, limit: i64) -> Result<usize> {
    // The few that stay are read again each time, and nothing that is newer.
    const SQL: &str = "WITH old AS (SELECT o.id FROM outbox o WHERE o.at < $1 AND NOT o.pending AND o.id < $3 \
          AND o.event_key NOT LIKE 'rule:%:delegate_inactive' \
          AND NOT EXISTS (SELECT FROM deliveries d WHERE d.outbox_id = o.id AND d.state IN ('pending', 'failed')) \
          ORDER BY o.id LIMIT $2 FOR UPDATE SKIP LOCKED), \
        gone AS (DELETE FROM deliveries d USING old WHERE d.outbox_id = old.id) \
        DELETE FROM outbox o USING old WHERE o.id = old.id";
    let query = prune(SQL, before, limit).bind::<BigInt, _>(newer);
    Ok(query.execute(tx).await?)
}

/// Removes up to `limit` runs of the job that ended before then, but for the newest that succeeded, and returns how
/// many.
///
/// # Errors
/// When the database fails.
pub async fn runs(tx: &mut Transaction, before: DateTime<Utc>, limit: i64) -> Result<usize> {
    const SQL: &str = "DELETE FROM job_runs WHERE id IN (SELECT id FROM job_runs WHERE ended_at < $1 AND id NOT IN \
        (SELECT id FROM job_runs WHERE ended_at IS NOT NULL AND error IS NULL ORDER BY started_at DESC LIMIT 1) \
        AND id NOT IN (SELECT id FROM job_runs WHERE slot IS NOT NULL ORDER BY slot DESC LIMIT 1) ORDER BY id LIMIT $2)";
    Ok(prune(SQL, before, limit).execute(tx).await?)
}
