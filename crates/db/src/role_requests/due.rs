//! Begins and ends whose day has come (R6–R10): claimed by locking their delegations, so that any number of nodes may do
//! it at once, and carried out by one statement a batch. The directory is told afterwards.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::role_delegation::Period;
use domain::zone::Zone;

use crate::glued::statement;
use crate::role_delegations::parties::{Parties, PeriodColumns};
use crate::sql::is_administrative;
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

/// What became of a delegation whose begin or end was due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Became {
    /// It has begun.
    #[strum(serialize = "begin")]
    Begun,
    /// It has ended.
    #[strum(serialize = "end")]
    Ended,
    /// Its end was due before it had begun: both are superseded (R9).
    NeverBegan,
    /// Somebody else had done it: nothing is left to do.
    #[strum(serialize = "over", serialize = "begun_before")]
    DoneBefore,
}

crate::code::columns!(Became);

/// A delegation of which something was due, with everybody in it.
#[derive(Debug, Clone, QueryableByName)]
pub struct Carried {
    /// Which.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// What became of it.
    #[diesel(sql_type = Text, deserialize_as = crate::code::Code<Became>)]
    pub verdict: Became,
    /// Who delegated what to whom.
    #[diesel(embed)]
    pub parties: Parties,
    #[diesel(embed)]
    period: PeriodColumns,
    /// When it ended: at the end of its last day, if that passed while no job ran (R11).
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub ended_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Text, deserialize_as = crate::zone::ZoneColumn)]
    zone: Zone,
    /// The role changes who may do what (R22): its notices do not depend on an option (R18).
    #[diesel(sql_type = Bool)]
    pub is_administrative: bool,
}

impl Carried {
    /// Its dates in the delegator's zone. The database holds no end before a start.
    pub fn period(&self) -> Option<Period> {
        self.period.0
    }

    /// The zone in which its days lie, the delegator's (G1).
    pub fn zone(&self) -> Zone {
        self.zone
    }
}

// $1 delegations, $2 now, $3 the run, $4 whether there is no directory to be told. Here it is decided, and the test
// `role_delegations::agree` holds it: a begin whose end is due is not carried out (R9), but a single day, whose
// end is written by what begins it, begins as long as that day lasts (R8). What ended by itself while no job ran ended then
// (R11). What the directory never took is told by the end.
const CARRY_OUT: &str = concat!(
    "WITH due AS MATERIALIZED (SELECT q.id, q.kind, q.delegation_id FROM role_requests q \
      WHERE q.delegation_id = ANY($1) AND q.kind IN ('begin', 'end') AND q.applied_at IS NULL AND q.state IN ('pending', 'failed') \
      AND q.due_at <= $2 AND (q.run_id IS NULL OR q.run_id < $3)), \
    verdict AS MATERIALIZED (SELECT d.id, b.id AS begin_id, e.id AS end_id, d.starts_on = d.ends_on AS one_day, \
      d.through_end, d.not_after, CASE WHEN d.begun_at IS NOT NULL AND e.id IS NOT NULL THEN greatest(least($2, d.not_after), d.begun_at) END AS ended_at, \
      CASE WHEN d.ended_at IS NOT NULL OR d.cancelled_at IS NOT NULL THEN 'over' \
        WHEN d.begun_at IS NOT NULL AND e.id IS NOT NULL THEN 'end' \
        WHEN d.begun_at IS NOT NULL THEN 'begun_before' \
        WHEN e.id IS NOT NULL OR d.not_after <= $2 THEN 'never_began' \
        ELSE 'begin' END AS verdict \
      FROM role_delegations d LEFT JOIN due b ON b.delegation_id = d.id AND b.kind = 'begin' \
      LEFT JOIN due e ON e.delegation_id = d.id AND e.kind = 'end' \
      WHERE d.id = ANY($1) AND (b.id IS NOT NULL OR e.id IS NOT NULL)), \
    changed AS (UPDATE role_delegations d SET version = d.version + 1, \
      begun_at = CASE WHEN v.verdict = 'begin' THEN $2 ELSE d.begun_at END, \
      ended_at = CASE WHEN v.verdict = 'end' THEN v.ended_at END, \
      cancelled_at = CASE WHEN v.verdict = 'never_began' THEN $2 END, \
      end_reason = CASE v.verdict WHEN 'end' THEN 'end_date' WHEN 'never_began' THEN 'never_began' END \
      FROM verdict v WHERE d.id = v.id AND v.verdict IN ('begin', 'end', 'never_began')), \
    carried AS (UPDATE role_requests q SET applied_at = $2, next_at = $2, last_error = NULL, attempts = 0, \
      state = CASE WHEN $4 THEN 'suppressed' ELSE 'pending' END, finished_at = CASE WHEN $4 THEN $2 END \
      FROM verdict v WHERE q.id = CASE WHEN v.verdict IN ('begin', 'begun_before') THEN v.begin_id WHEN v.verdict = 'end' THEN v.end_id END), \
    superseded AS (UPDATE role_requests q SET state = 'superseded', finished_at = $2 FROM verdict v \
      WHERE q.delegation_id = v.id AND (q.applied_at IS NULL AND q.state IN ('pending', 'failed', 'faulted') \
      AND (v.verdict IN ('never_began', 'over') OR v.verdict = 'end' AND q.id <> v.end_id) \
      OR v.verdict = 'end' AND q.applied_at IS NOT NULL AND q.state = 'faulted')), \
    written AS (INSERT INTO role_requests (kind, delegation_id, due_at, created_at, run_id) \
      SELECT 'end', v.id, CASE WHEN v.through_end THEN v.not_after ELSE $2 END, $2, $3 FROM verdict v WHERE v.verdict = 'begin' AND v.one_day) \
    SELECT v.id, v.verdict, d.delegator_id, ",
    crate::sql::shown_name!("o"),
    " AS delegator_name, o.username AS delegator_username, d.proxy_id, \
      ",
    crate::sql::shown_name!("x"),
    " AS proxy_name, x.username AS proxy_username, r.code AS role_code, r.name AS role_name, d.starts_on, d.ends_on, \
      d.through_end, v.ended_at, coalesce(o.time_zone, (SELECT value FROM profile_values WHERE code = 'SITE_TIME_ZONE' \
      AND person_id IS NULL), 'Etc/UTC') AS zone, ",
    is_administrative!("r.id"),
    " AS is_administrative FROM verdict v JOIN role_delegations d ON d.id = v.id JOIN people o ON o.id = d.delegator_id \
      JOIN people x ON x.id = d.proxy_id JOIN roles r ON r.id = d.role_id ORDER BY v.id"
);

/// Begins and ends what is due of these delegations, which this transaction holds. `suppress`: there is no directory to
/// be told, and the requests are done with (J3).
///
/// # Errors
/// When the database fails.
pub async fn carry_out(
    tx: &mut Transaction,
    delegations: &[i64],
    run: i64,
    suppress: bool,
    now: DateTime<Utc>,
) -> Result<Vec<Carried>> {
    Ok(statement(CARRY_OUT)
        .bind::<Array<BigInt>, _>(delegations.to_vec())
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(run)
        .bind::<Bool, _>(suppress)
        .load(tx)
        .await?)
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
