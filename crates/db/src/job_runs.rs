//! Runs of the job "Send Pending LDAP Requests" (J1): begun, kept alive, ended, taken over, listed; and when the schedule
//! asks for the next one.

pub(crate) mod trigger;

use chrono::{DateTime, TimeDelta, Utc};
use db_macros::{Columns, Statement};
use diesel::dsl::max;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::profile_option::types::{SendPendingLdapRequestsSchedule, SiteTimeZone};

pub use self::trigger::{Trigger, TriggerKind};
use crate::functions::greatest;
use crate::prepared::Prepare;
use crate::profile_options::InForce;
use crate::schema::{job_runs, shown_people};
use crate::sql_types::IntoBind;
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// A run that begins later than this after now was begun before the clock went back, and is not the one of its instant of the
/// schedule any more. Clocks of nodes differ by less.
const SKEW: TimeDelta = TimeDelta::hours(1);

/// Begins a run; none: another node has begun the one of this instant of the schedule.
///
/// # Errors
/// When the database fails.
pub async fn begin(
    tx: &mut Transaction,
    trigger: Trigger,
    node: &str,
    now: DateTime<Utc>,
    alive_until: DateTime<Utc>,
) -> Result<Option<i64>> {
    if let Trigger::Schedule(slot) = trigger {
        let ahead = job_runs::table
            .filter(job_runs::slot.eq(slot))
            .filter(job_runs::started_at.gt(now + SKEW));
        diesel::update(ahead)
            .set(job_runs::slot.eq(None::<DateTime<Utc>>))
            .prepared()
            .execute(tx)
            .await?;
    }
    let (person, slot) = match trigger {
        Trigger::Person(person) => (Some(person), None),
        Trigger::Schedule(slot) => (None, Some(slot)),
        Trigger::Takeover(slot) => (None, slot),
        Trigger::Command => (None, None),
    };
    Ok(diesel::insert_into(job_runs::table)
        .values((
            job_runs::trigger.eq(TriggerKind::from(trigger).bind()),
            job_runs::person_id.eq(person),
            job_runs::slot.eq(slot),
            job_runs::node.eq(node),
            job_runs::started_at.eq(now),
            job_runs::alive_until.eq(alive_until),
        ))
        .on_conflict(job_runs::slot)
        .filter_target(job_runs::slot.is_not_null())
        .do_nothing()
        .returning(job_runs::id)
        .get_result(tx)
        .await
        .optional()?)
}

/// Says that the node which runs it still lives.
///
/// # Errors
/// When the database fails.
pub async fn keep_alive(tx: &mut Transaction, run: i64, alive_until: DateTime<Utc>) -> Result<()> {
    let silent_before = job_runs::table
        .find(run)
        .filter(job_runs::ended_at.is_null())
        .filter(job_runs::alive_until.lt(alive_until));
    diesel::update(silent_before)
        .set(job_runs::alive_until.eq(alive_until))
        .prepared()
        .execute(tx)
        .await?;
    Ok(())
}

/// Ends a run with what it did; not one that another node has taken over.
///
/// # Errors
/// When the database fails.
pub async fn end(
    tx: &mut Transaction,
    run: i64,
    counts: serde_json::Value,
    error: Option<String>,
    now: DateTime<Utc>,
) -> Result<()> {
    diesel::update(job_runs::table.find(run).filter(job_runs::ended_at.is_null()))
        .set((
            job_runs::ended_at.eq(greatest(now, job_runs::started_at).nullable()),
            job_runs::counts.eq(counts),
            job_runs::error.eq(error),
        ))
        .prepared()
        .execute(tx)
        .await?;
    Ok(())
}

/// When the last run began that went through to its end without an error. One that lies in the future was run before the clock
/// went back, and says nothing about what has been done since.
///
/// # Errors
/// When the database fails.
pub async fn last_success(conn: &mut Connection, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
    Ok(job_runs::table
        .filter(job_runs::ended_at.is_not_null())
        .filter(job_runs::error.is_null())
        .filter(job_runs::started_at.le(now + SKEW))
        .select(max(job_runs::started_at))
        .first(conn)
        .await?)
}

/// A run under way, and what it said last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Running {
    /// Which.
    pub id: i64,
    /// Until when its node counts as alive, by that node's own clock.
    pub alive_until: DateTime<Utc>,
}

#[derive(QueryableByName, Columns)]
struct Abandoned {
    #[diesel(sql_type = BigInt)]
    runs: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    slot: Option<DateTime<Utc>>,
}

#[derive(Statement)]
#[statement(file = "job_runs/abandon.sql", row = Abandoned)]
struct Abandon<'a> {
    now: DateTime<Utc>,
    error: &'a str,
    runs: Vec<i64>,
    alive_until: Vec<DateTime<Utc>>,
}

/// Ends those of these runs that have not said anything else since; answers with the newest instant of the schedule that they
/// were for, which they lose. None: there are none, for at most one node finds each of them. In the transaction that begins the
/// run which takes over, so that a node killed in between leaves them to be found.
///
/// # Errors
/// When the database fails.
pub async fn abandon(
    tx: &mut Transaction,
    silent: &[Running],
    error: &str,
    now: DateTime<Utc>,
) -> Result<Option<Option<DateTime<Utc>>>> {
    let abandon = Abandon {
        now,
        error,
        runs: silent.iter().map(|run| run.id).collect(),
        alive_until: silent.iter().map(|run| run.alive_until).collect(),
    };
    let abandoned = abandon.one_row(tx).await?;
    Ok((abandoned.runs > 0).then_some(abandoned.slot))
}

/// Takes its instant of the schedule from a run that broke off, so that another can be begun for it; in the transaction that does.
/// Answers whether it had it: at most one node does.
///
/// # Errors
/// When the database fails.
pub async fn free(tx: &mut Transaction, run: i64) -> Result<bool> {
    let broken_off = job_runs::table
        .find(run)
        .filter(job_runs::slot.is_not_null())
        .filter(job_runs::ended_at.is_not_null())
        .filter(job_runs::error.is_not_null());
    let freed = diesel::update(broken_off)
        .set(job_runs::slot.eq(None::<DateTime<Utc>>))
        .prepared()
        .execute(tx)
        .await?;
    Ok(freed > 0)
}

/// What a look at the schedule has to know, in one statement.
#[derive(QueryableByName, Columns)]
pub struct Timetable {
    /// The schedule.
    #[diesel(sql_type = Nullable<Text>)]
    pub schedule: InForce<SendPendingLdapRequestsSchedule>,
    /// Since when it is set.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub set_at: Option<DateTime<Utc>>,
    /// The Site's zone, on whose clocks the schedule is.
    #[diesel(sql_type = Nullable<Text>)]
    pub zone: InForce<SiteTimeZone>,
    /// The newest instant of a schedule, up to now, that there has been a run for.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_slot: Option<DateTime<Utc>>,
    /// That run.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub last_run: Option<i64>,
    /// When it broke off, if it did.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub broke_off_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Array<BigInt>)]
    running: Vec<i64>,
    #[diesel(sql_type = Array<Timestamptz>)]
    alive_until: Vec<DateTime<Utc>>,
}

impl Timetable {
    /// The runs under way, the first hundred.
    pub fn running(&self) -> Vec<Running> {
        let both = self.running.iter().zip(&self.alive_until);
        both.map(|(id, alive_until)| Running {
            id: *id,
            alive_until: *alive_until,
        })
        .collect()
    }
}

#[derive(Statement)]
#[statement(file = "job_runs/timetable.sql", row = Timetable)]
struct ReadTimetable {
    now: DateTime<Utc>,
    begun_until: DateTime<Utc>,
}

/// Reads the timetable.
///
/// # Errors
/// When the database fails.
pub async fn timetable(conn: &mut Connection, now: DateTime<Utc>) -> Result<Timetable> {
    let begun_until = now + SKEW;
    ReadTimetable { now, begun_until }.one_row(conn).await
}

/// A run as administrators see it.
#[derive(Debug, Clone, Queryable)]
pub struct Run {
    /// In the order of beginning.
    pub id: i64,
    /// What started it.
    pub trigger: TriggerKind,
    /// Name of who pressed "Run now".
    pub person: Option<String>,
    /// Host and process.
    pub node: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// What it did.
    pub counts: serde_json::Value,
    /// Why it did not go through to its end.
    pub error: Option<String>,
}

/// Runs, the newest first, older than `before` where given.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Connection, before: Option<i64>, limit: i64) -> Result<Vec<Run>> {
    let mut runs = job_runs::table
        .left_join(shown_people::table.on(job_runs::person_id.eq(shown_people::id.nullable())))
        .order(job_runs::id.desc())
        .limit(limit)
        .select((
            job_runs::id,
            job_runs::trigger,
            shown_people::shown_name.nullable(),
            job_runs::node,
            job_runs::started_at,
            job_runs::ended_at,
            job_runs::counts,
            job_runs::error,
        ))
        .into_boxed();
    if let Some(before) = before {
        runs = runs.filter(job_runs::id.lt(before));
    }
    Ok(runs.load(conn).await?)
}
