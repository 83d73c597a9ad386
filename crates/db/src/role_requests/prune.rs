//! What is kept for a while only: finished requests, messages that have been delivered, and runs of the job. The audit log
//! and the delegations stay.

use chrono::{DateTime, Utc};
use db_macros::Statement;
use diesel::dsl::not;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::role_request::RequestState;

use crate::schema::{job_runs, outbox, role_requests};
use crate::sql_types::IntoLiteral;
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// The id from which on messages are newer than that instant: the oldest messages have the smallest ids. It is looked up once, and
/// not for each batch.
///
/// # Errors
/// When the database fails.
pub async fn newer_messages(conn: &mut Connection, before: DateTime<Utc>) -> Result<i64> {
    let first = outbox::table
        .filter(outbox::at.ge(before))
        .order(outbox::id)
        .select(outbox::id)
        .first(conn)
        .await
        .optional()?;
    Ok(first.unwrap_or(i64::MAX))
}

/// Removes up to `limit` requests that were finished before then, and returns how many.
///
/// # Errors
/// When the database fails.
pub async fn requests(tx: &mut Transaction, before: DateTime<Utc>, limit: i64) -> Result<usize> {
    let finished = diesel::alias!(role_requests as finished);
    let state = finished.field(role_requests::state);
    let is_done_with = state
        .eq(RequestState::Complete.literal())
        .or(state.eq(RequestState::Suppressed.literal()))
        .or(state.eq(RequestState::Superseded.literal()));
    let ids = finished
        .filter(finished.field(role_requests::finished_at).lt(before))
        .filter(is_done_with)
        .order(finished.field(role_requests::finished_at))
        .limit(limit)
        .select(finished.field(role_requests::id))
        .for_update()
        .skip_locked();
    Ok(
        diesel::delete(role_requests::table.filter(role_requests::id.eq_any(ids)))
            .execute(tx)
            .await?,
    )
}

#[derive(Statement)]
#[statement(file = "role_requests/prune_messages.sql")]
struct PruneMessages {
    before: DateTime<Utc>,
    limit: i64,
    newer: i64,
}

/// Removes up to `limit` messages written before then, as far as nothing of them is still to be delivered, and returns
/// how many. `newer` is from [`newer_messages`]. That an owner was told of a delegate who has left is what keeps them from being told again, and stays.
///
/// # Errors
/// When the database fails.
pub async fn messages(tx: &mut Transaction, before: DateTime<Utc>, newer: i64, limit: i64) -> Result<usize> {
    PruneMessages { before, limit, newer }.run(tx).await
}

/// Removes up to `limit` runs of the job that ended before then, but for the newest that succeeded and the newest that a slot of the
/// schedule started, and returns how many.
///
/// # Errors
/// When the database fails.
pub async fn runs(tx: &mut Transaction, before: DateTime<Utc>, limit: i64) -> Result<usize> {
    let (old, done, slots) = diesel::alias!(job_runs as old, job_runs as done, job_runs as slots);
    let last_done = done
        .filter(done.field(job_runs::ended_at).is_not_null())
        .filter(done.field(job_runs::error).is_null())
        .order(done.field(job_runs::started_at).desc())
        .limit(1)
        .select(done.field(job_runs::id));
    let last_slot = slots
        .filter(slots.field(job_runs::slot).is_not_null())
        .order(slots.field(job_runs::slot).desc())
        .limit(1)
        .select(slots.field(job_runs::id));
    let id = old.field(job_runs::id);
    let ids = old
        .filter(old.field(job_runs::ended_at).lt(before))
        .filter(not(id.eq_any(last_done)).and(not(id.eq_any(last_slot))))
        .order(id)
        .limit(limit)
        .select(id);
    Ok(diesel::delete(job_runs::table.filter(job_runs::id.eq_any(ids)))
        .execute(tx)
        .await?)
}
