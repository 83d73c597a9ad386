//! Writing role delegations and the requests that carry them out (R5, R6, R10).

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{BigInt, Bool, Date, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RoleId};
use domain::role_delegation::{EndReason, Period, Plan};

use crate::glued::statement;
use crate::sql::last_day;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// The constraint that refuses an overlap of covered days (R5).
pub const OVERLAP: &str = "role_delegations_no_overlap";

/// A delegation to be written.
#[derive(Debug, Clone)]
pub struct NewDelegation {
    /// Who lends.
    pub delegator: PersonId,
    /// Who receives.
    pub proxy: PersonId,
    /// What.
    pub role: RoleId,
    /// Its dates, in the delegator's zone.
    pub period: Period,
    /// What the save does.
    pub plan: Plan,
    /// Who made it.
    pub created_by: PersonId,
    /// When.
    pub created_at: DateTime<Utc>,
}

#[derive(diesel::QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Writes a delegation and its requests; answers its id.
///
/// # Errors
/// The constraint [`OVERLAP`] when it overlaps another (R5), or when the database fails.
pub async fn insert(tx: &mut Transaction, new: &NewDelegation) -> Result<i64> {
    const SQL: &str = "INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, ends_on, not_after, created_by, \
        created_at, begun_at, through_end) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id";
    let row: Id = statement(SQL)
        .bind::<BigInt, _>(new.delegator.0)
        .bind::<BigInt, _>(new.proxy.0)
        .bind::<BigInt, _>(new.role.0)
        .bind::<Date, _>(new.period.starts_on())
        .bind::<Nullable<Date>, _>(new.period.ends_on())
        .bind::<Nullable<Timestamptz>, _>(new.plan.not_after)
        .bind::<BigInt, _>(new.created_by.0)
        .bind::<Timestamptz, _>(new.created_at)
        .bind::<Nullable<Timestamptz>, _>(new.plan.begins_now.then_some(new.created_at))
        .bind::<Bool, _>(new.period.through_end())
        .get_result(tx)
        .await?;
    write_requests(tx, row.id, &new.plan, new.created_at).await?;
    Ok(row.id)
}

/// The dates of a delegation after a change.
#[derive(Debug, Clone)]
pub struct Change {
    /// Which delegation.
    pub id: i64,
    /// The version that was changed (G5).
    pub version: i32,
    /// Its dates.
    pub period: Period,
    /// What the save does.
    pub plan: Plan,
    /// When.
    pub at: DateTime<Utc>,
}

/// Changes the dates and replaces the requests that are pending; false when somebody was quicker (G5).
///
/// # Errors
/// The constraint [`OVERLAP`] when it overlaps another (R5), or when the database fails.
pub async fn change(tx: &mut Transaction, change: &Change) -> Result<bool> {
    const SQL: &str = "UPDATE role_delegations SET starts_on = $3, ends_on = $4, not_after = $5, version = version + 1, \
        begun_at = coalesce(begun_at, $6), ended_at = $7, end_reason = $8, cancelled_at = $9, through_end = $10 \
        WHERE id = $1 AND version = $2 AND ended_at IS NULL AND cancelled_at IS NULL";
    let plan = &change.plan;
    let ended = plan.ends_now.then_some(change.at);
    let cancelled = plan.never_begins.then_some(change.at);
    let reason = match (ended, cancelled) {
        (Some(_), _) => Some(EndReason::EndDate),
        (None, Some(_)) => Some(EndReason::NeverBegan),
        (None, None) => None,
    };
    let changed = statement(SQL)
        .bind::<BigInt, _>(change.id)
        .bind::<Integer, _>(change.version)
        .bind::<Date, _>(change.period.starts_on())
        .bind::<Nullable<Date>, _>(change.period.ends_on())
        .bind::<Nullable<Timestamptz>, _>(plan.not_after)
        .bind::<Nullable<Timestamptz>, _>(plan.begins_now.then_some(change.at))
        .bind::<Nullable<Timestamptz>, _>(ended)
        .bind::<Nullable<Text>, _>(reason.map(EndReason::code))
        .bind::<Nullable<Timestamptz>, _>(cancelled)
        .bind::<Bool, _>(change.period.through_end())
        .execute(tx)
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    supersede(tx, change.id, plan.ends_now, change.at).await?;
    write_requests(tx, change.id, plan, change.at).await?;
    Ok(true)
}

/// Ends a delegation that is in force, or cancels one that has not begun (R12); false when somebody was quicker.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &mut Transaction, id: i64, version: i32, now: DateTime<Utc>) -> Result<bool> {
    const SQL: &str = "WITH over AS (UPDATE role_delegations SET version = version + 1, end_reason = $4, \
        ended_at = CASE WHEN begun_at IS NOT NULL THEN greatest($3, begun_at) END, \
        cancelled_at = CASE WHEN begun_at IS NULL THEN $3 END \
        WHERE id = $1 AND version = $2 AND ended_at IS NULL AND cancelled_at IS NULL RETURNING id, begun_at IS NOT NULL AS had_begun), \
        superseded AS (UPDATE role_requests q SET state = 'superseded', finished_at = $3 FROM over \
        WHERE q.delegation_id = over.id AND q.state IN ('pending', 'failed', 'faulted')), \
        added AS (INSERT INTO role_requests (kind, delegation_id, due_at, applied_at, next_at, created_at) \
        SELECT 'end', id, $3, $3, $3, $3 FROM over WHERE had_begun) \
        SELECT id FROM over";
    let rows: Vec<Id> = statement(SQL)
        .bind::<BigInt, _>(id)
        .bind::<Integer, _>(version)
        .bind::<Timestamptz, _>(now)
        .bind::<Text, _>(EndReason::Deleted.code())
        .load(tx)
        .await?;
    Ok(!rows.is_empty())
}

/// What waits to be done no longer is to be (J3). What is done already and only waits for the directory stays: it is to be told,
/// however soon the change comes after it. But what the directory never took is told by the end, where the change ends it.
async fn supersede(tx: &mut Transaction, id: i64, ends_now: bool, now: DateTime<Utc>) -> Result<()> {
    const SQL: &str = "UPDATE role_requests SET state = 'superseded', finished_at = $2 WHERE delegation_id = $1 \
        AND state IN ('pending', 'failed', 'faulted') \
        AND (applied_at IS NULL OR $3 AND state = 'faulted')";
    statement(SQL)
        .bind::<BigInt, _>(id)
        .bind::<Timestamptz, _>(now)
        .bind::<Bool, _>(ends_now)
        .execute(tx)
        .await?;
    Ok(())
}

/// What a save did at once is left to the directory only; the rest is due later (R6, R7).
async fn write_requests(tx: &mut Transaction, id: i64, plan: &Plan, now: DateTime<Utc>) -> Result<()> {
    const SQL: &str = "INSERT INTO role_requests (kind, delegation_id, due_at, applied_at, next_at, created_at) \
        SELECT kind, $1, due_at, applied_at, applied_at, $4 FROM (VALUES ('begin', $2::timestamptz, $5::timestamptz), \
        ('end', $3::timestamptz, $6::timestamptz)) AS due (kind, due_at, applied_at) WHERE due_at IS NOT NULL";
    let begun: Option<DateTime<Utc>> = plan.begins_now.then_some(now);
    let ended: Option<DateTime<Utc>> = plan.ends_now.then_some(now);
    statement(SQL)
        .bind::<BigInt, _>(id)
        .bind::<Nullable<Timestamptz>, _>(plan.begin_due.or(begun))
        .bind::<Nullable<Timestamptz>, _>(plan.end_due.or(ended))
        .bind::<Timestamptz, _>(now)
        .bind::<Nullable<Timestamptz>, _>(begun)
        .bind::<Nullable<Timestamptz>, _>(ended)
        .execute(tx)
        .await?;
    Ok(())
}

/// A delegation with the same delegator, proxy and role that has a covered day in common with the period (R5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, diesel::QueryableByName)]
pub struct Overlapping {
    /// The first day that it covers.
    #[diesel(sql_type = Date)]
    pub starts_on: NaiveDate,
    /// The last one; none: for ever.
    #[diesel(sql_type = Nullable<Date>)]
    pub last_day: Option<NaiveDate>,
}

/// Looks for one that counts, other than `except`, for the message: the database itself refuses it.
///
/// # Errors
/// When the database fails.
pub async fn overlapping(
    conn: &mut Connection,
    (delegator, proxy, role): (PersonId, PersonId, RoleId),
    period: Period,
    except: Option<i64>,
) -> Result<Option<Overlapping>> {
    const SQL: &str = concat!(
        "SELECT starts_on, ",
        last_day!(""),
        " AS last_day FROM role_delegations WHERE delegator_id = $1 AND proxy_id = $2 AND role_id = $3 \
         AND ended_at IS NULL AND cancelled_at IS NULL AND daterange(starts_on, ",
        last_day!(""),
        ", '[]') && daterange($4, $5, '[]') AND id IS DISTINCT FROM $6 ORDER BY starts_on LIMIT 1"
    );
    let rows: Vec<Overlapping> = statement(SQL)
        .bind::<BigInt, _>(delegator.0)
        .bind::<BigInt, _>(proxy.0)
        .bind::<BigInt, _>(role.0)
        .bind::<Date, _>(period.starts_on())
        .bind::<Nullable<Date>, _>(period.last_day())
        .bind::<Nullable<BigInt>, _>(except)
        .load(conn)
        .await?;
    Ok(rows.into_iter().next())
}
