//! Begins and ends whose day has come (R6–R10): claimed by locking their delegations, so that any number of nodes may do
//! it at once, and carried out by one statement a batch. The directory is told afterwards.

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::dsl::{auto_type, max};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use domain::role_request::RequestState;

use crate::prepared::Prepare;
use crate::schema::role_requests;
use crate::sql_types::{IntoBind, IntoLiteral, Literal, RequestStateCode};
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

#[derive(QueryableByName, Columns)]
struct Due {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

#[derive(Statement)]
#[statement(file = "role_requests/claim_due.sql", row = Due)]
struct Claim {
    now: DateTime<Utc>,
    run: i64,
    limit: i64,
}

/// Takes up to `limit` delegations of which something is due, until the transaction ends. What the run itself wrote is left
/// to a later one (R8).
///
/// # Errors
/// When the database fails.
pub async fn claim(tx: &mut Transaction, run: i64, now: DateTime<Utc>, limit: i64) -> Result<Vec<i64>> {
    let due = Claim { now, run, limit }.rows(tx).await?;
    let mut ids: Vec<i64> = due.into_iter().map(|due| due.id).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// Requests of a delegation that wait for their day, or for another attempt.
#[auto_type]
fn waiting(delegation: i64) -> _ {
    let pending: Literal<RequestStateCode> = RequestState::Pending.literal();
    let failed: Literal<RequestStateCode> = RequestState::Failed.literal();
    let is_open = role_requests::state
        .eq(pending)
        .or(role_requests::state.eq(failed));
    role_requests::delegation_id
        .eq(delegation)
        .and(role_requests::applied_at.is_null())
        .and(is_open)
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
    let state = next.map_or(RequestState::Faulted, |_| RequestState::Failed);
    diesel::update(role_requests::table)
        .filter(waiting(delegation))
        .filter(role_requests::due_at.le(now))
        .set((
            role_requests::state.eq(state.bind()),
            role_requests::attempts.eq(role_requests::attempts + 1),
            role_requests::last_error.eq(error),
            role_requests::next_at.eq(next),
        ))
        .prepared()
        .execute(tx)
        .await?;
    Ok(())
}

/// How often what is due of a delegation has failed.
///
/// # Errors
/// When the database fails.
pub async fn attempts(conn: &mut Connection, delegation: i64) -> Result<i64> {
    let most: Option<i16> = role_requests::table
        .filter(waiting(delegation))
        .select(max(role_requests::attempts))
        .first(conn)
        .await?;
    Ok(most.unwrap_or_default().into())
}
