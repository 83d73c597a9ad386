//! Writing role delegations and the requests that carry them out (R5, R6, R10).
//!
//! The triggers `role_delegations_complete` and `role_delegations_complete_change` complete what the version before writes without
//! `through_end` (R6); of what this version writes they change nothing.

use chrono::{DateTime, NaiveDate, Utc};
use db_macros::{Columns, Statement};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Nullable};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RoleId};
use domain::role_delegation::{EndReason, Period, Plan};
use domain::role_request::{RequestKind, RequestState};

use crate::functions::coalesce;
use crate::prepared::Prepare;
use crate::schema::{role_delegations, role_requests};
use crate::sql_types::{Bind, IntoBind, IntoLiteral};
use crate::statement::Statement;
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

/// Writes a delegation and its requests; answers its id. None: it overlaps another (R5).
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Transaction, new: &NewDelegation) -> Result<Option<i64>> {
    let written: Option<i64> = diesel::insert_into(role_delegations::table)
        .values((
            role_delegations::delegator_id.eq(new.delegator.bind()),
            role_delegations::proxy_id.eq(new.proxy.bind()),
            role_delegations::role_id.eq(new.role.bind()),
            role_delegations::starts_on.eq(new.period.starts_on()),
            role_delegations::ends_on.eq(new.period.ends_on()),
            role_delegations::not_after.eq(new.plan.not_after),
            role_delegations::created_by.eq(new.created_by.bind()),
            role_delegations::created_at.eq(new.created_at),
            role_delegations::begun_at.eq(new.plan.begins_now.then_some(new.created_at)),
            role_delegations::through_end.eq(new.period.through_end()),
        ))
        // Whoever comes second waits for the first. Without this, two who check each other's days wait for one another.
        .on_conflict_do_nothing()
        .returning(role_delegations::id)
        .get_result(tx)
        .await
        .optional()?;
    if let Some(id) = written {
        write_requests(tx, id, &new.plan, new.created_at).await?;
    }
    Ok(written)
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
    let plan = &change.plan;
    let ended = plan.ends_now.then_some(change.at);
    let cancelled = plan.never_begins.then_some(change.at);
    let reason = match (ended, cancelled) {
        (Some(_), _) => Some(EndReason::EndDate),
        (None, Some(_)) => Some(EndReason::NeverBegan),
        (None, None) => None,
    };
    let begun = coalesce(role_delegations::begun_at, change.at).nullable();
    let changed = diesel::update(role_delegations::table.find(change.id))
        .filter(role_delegations::version.eq(change.version))
        .filter(role_delegations::ended_at.is_null())
        .filter(role_delegations::cancelled_at.is_null())
        .set((
            role_delegations::starts_on.eq(change.period.starts_on()),
            role_delegations::ends_on.eq(change.period.ends_on()),
            role_delegations::not_after.eq(plan.not_after),
            role_delegations::version.eq(role_delegations::version + 1),
            plan.begins_now.then_some(role_delegations::begun_at.eq(begun)),
            role_delegations::ended_at.eq(ended),
            role_delegations::end_reason.eq(reason),
            role_delegations::cancelled_at.eq(cancelled),
            role_delegations::through_end.eq(change.period.through_end()),
        ))
        .prepared()
        .execute(tx)
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    supersede(tx, change.id, plan.ends_now, change.at).await?;
    write_requests(tx, change.id, plan, change.at).await?;
    Ok(true)
}

#[derive(QueryableByName, Columns)]
struct Deleted {
    #[diesel(sql_type = BigInt)]
    #[expect(dead_code, reason = "what counts is that there is a row")]
    id: i64,
}

#[derive(Statement)]
#[statement(file = "role_delegations/delete.sql", row = Deleted)]
struct Delete {
    id: i64,
    version: i32,
    now: DateTime<Utc>,
}

/// Ends a delegation that is in force, or cancels one that has not begun (R12); false when somebody was quicker.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &mut Transaction, id: i64, version: i32, now: DateTime<Utc>) -> Result<bool> {
    let deleted = Delete { id, version, now }.optional_row(tx).await?;
    Ok(deleted.is_some())
}

/// What waits to be done no longer is to be (J3). What is done already and only waits for the directory stays: it is to be told,
/// however soon the change comes after it. But what the directory never took is told by the end, where the change ends it.
async fn supersede(tx: &mut Transaction, id: i64, ends_now: bool, now: DateTime<Utc>) -> Result<()> {
    let pending = role_requests::state.eq(RequestState::Pending.literal());
    let failed = role_requests::state.eq(RequestState::Failed.literal());
    let faulted = role_requests::state.eq(RequestState::Faulted.literal());
    let is_waiting = role_requests::applied_at
        .is_null()
        .and(pending.or(failed).or(faulted));
    let never_taken = faulted.and(ends_now.into_sql::<Bool>());
    diesel::update(role_requests::table)
        .filter(role_requests::delegation_id.eq(id))
        .filter(is_waiting.or(never_taken))
        .set((
            role_requests::state.eq(RequestState::Superseded.literal()),
            role_requests::finished_at.eq(now),
        ))
        .prepared()
        .execute(tx)
        .await?;
    Ok(())
}

#[derive(Insertable)]
#[diesel(table_name = role_requests, treat_none_as_default_value = false)]
struct NewRequest {
    #[diesel(serialize_as = Bind<RequestKind>)]
    kind: RequestKind,
    delegation_id: i64,
    due_at: DateTime<Utc>,
    applied_at: Option<DateTime<Utc>>,
    next_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

/// What a save did at once is left to the directory only; the rest is due later (R6, R7).
async fn write_requests(tx: &mut Transaction, id: i64, plan: &Plan, now: DateTime<Utc>) -> Result<()> {
    let request = |kind, due: Option<DateTime<Utc>>, is_done: bool| {
        let applied_at = is_done.then_some(now);
        due.or(applied_at).map(|due_at| NewRequest {
            kind,
            delegation_id: id,
            due_at,
            applied_at,
            next_at: applied_at,
            created_at: now,
        })
    };
    let begin = request(RequestKind::Begin, plan.begin_due, plan.begins_now);
    let end = request(RequestKind::End, plan.end_due, plan.ends_now);
    let insert = diesel::insert_into(role_requests::table);
    // As arrays, whose statements are prepared once a connection.
    match (begin, end) {
        (Some(begin), Some(end)) => insert.values([begin, end]).execute(tx).await?,
        (Some(one), None) | (None, Some(one)) => insert.values([one]).execute(tx).await?,
        (None, None) => 0,
    };
    Ok(())
}

/// A delegation with the same delegator, proxy and role that has a covered day in common with the period (R5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName, Columns)]
pub struct Overlapping {
    /// The first day that it covers.
    #[diesel(sql_type = Date)]
    pub starts_on: NaiveDate,
    /// The last one; none: for ever.
    #[diesel(sql_type = Nullable<Date>)]
    pub last_day: Option<NaiveDate>,
}

#[derive(Statement)]
#[statement(file = "role_delegations/overlapping.sql", row = Overlapping)]
struct FindOverlapping {
    delegator: PersonId,
    proxy: PersonId,
    role: RoleId,
    starts_on: NaiveDate,
    last_day: Option<NaiveDate>,
    except: Option<i64>,
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
    let overlapping = FindOverlapping {
        delegator,
        proxy,
        role,
        starts_on: period.starts_on(),
        last_day: period.last_day(),
        except,
    };
    overlapping.optional_row(conn).await
}
