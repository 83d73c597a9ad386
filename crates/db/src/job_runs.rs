//! Runs of the job "Send Pending LDAP Requests" (J1): begun, kept alive, ended, taken over, listed; and when the schedule
//! asks for the next one.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::sql_types::{Array, BigInt, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;
use domain::profile_option::types::{SendPendingLdapRequestsSchedule, SiteTimeZone};
use strum::{EnumDiscriminants, EnumString, IntoStaticStr};

use crate::glued::statement;
use crate::profile_options::InForce;
use crate::transaction::Transaction;
use crate::{Connection, Result};

#[derive(diesel::QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// A run that begins later than this after now was begun before the clock went back, and is not the one of its instant of the
/// schedule any more. Clocks of nodes differ by less.
const SKEW: TimeDelta = TimeDelta::hours(1);

/// What started a run. The word in the table is its kind's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, EnumDiscriminants)]
#[strum(serialize_all = "snake_case")]
#[strum_discriminants(name(TriggerKind), vis(pub), derive(EnumString))]
#[strum_discriminants(
    strum(serialize_all = "snake_case"),
    doc = "What kind of thing started a run."
)]
pub enum Trigger {
    /// The schedule, for that instant of it.
    Schedule(DateTime<Utc>),
    /// "Run now", pressed by that person.
    Person(PersonId),
    /// The command.
    Command,
    /// Another node had begun a run and did not end it: with the instant of the schedule that it was for.
    Takeover(Option<DateTime<Utc>>),
}

crate::code::columns!(TriggerKind);

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
    const SQL: &str = "INSERT INTO job_runs (trigger, person_id, slot, node, started_at, alive_until) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (slot) WHERE slot IS NOT NULL DO NOTHING RETURNING id";
    const FREE: &str = "UPDATE job_runs SET slot = NULL WHERE slot = $1 AND started_at > $2";
    if let Trigger::Schedule(slot) = trigger {
        statement(FREE)
            .bind::<Timestamptz, _>(slot)
            .bind::<Timestamptz, _>(now + SKEW)
            .execute(tx)
            .await?;
    }
    let (person, slot) = match trigger {
        Trigger::Person(person) => (Some(person.0), None),
        Trigger::Schedule(slot) => (None, Some(slot)),
        Trigger::Takeover(slot) => (None, slot),
        Trigger::Command => (None, None),
    };
    let rows: Vec<Id> = statement(SQL)
        .bind::<Text, _>(<&str>::from(trigger))
        .bind::<Nullable<BigInt>, _>(person)
        .bind::<Nullable<Timestamptz>, _>(slot)
        .bind::<Text, _>(node.to_owned())
        .bind::<Timestamptz, _>(now)
        .bind::<Timestamptz, _>(alive_until)
        .load(tx)
        .await?;
    Ok(rows.into_iter().next().map(|row| row.id))
}

/// Says that the node which runs it still lives.
///
/// # Errors
/// When the database fails.
pub async fn keep_alive(tx: &mut Transaction, run: i64, alive_until: DateTime<Utc>) -> Result<()> {
    statement("UPDATE job_runs SET alive_until = $2 WHERE id = $1 AND ended_at IS NULL AND alive_until < $2")
        .bind::<BigInt, _>(run)
        .bind::<Timestamptz, _>(alive_until)
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
    const SQL: &str = "UPDATE job_runs SET ended_at = greatest($2, started_at), counts = $3, error = $4 \
        WHERE id = $1 AND ended_at IS NULL";
    statement(SQL)
        .bind::<BigInt, _>(run)
        .bind::<Timestamptz, _>(now)
        .bind::<Jsonb, _>(counts)
        .bind::<Nullable<Text>, _>(error)
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
    #[derive(diesel::QueryableByName)]
    struct At {
        #[diesel(sql_type = Nullable<Timestamptz>)]
        at: Option<DateTime<Utc>>,
    }
    const SQL: &str = "SELECT max(started_at) AS at FROM job_runs WHERE ended_at IS NOT NULL AND error IS NULL \
        AND started_at <= $1";
    let row: At = statement(SQL)
        .bind::<Timestamptz, _>(now + SKEW)
        .get_result(conn)
        .await?;
    Ok(row.at)
}

/// A run under way, and what it said last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Running {
    /// Which.
    pub id: i64,
    /// Until when its node counts as alive, by that node's own clock.
    pub alive_until: DateTime<Utc>,
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
    #[derive(diesel::QueryableByName)]
    struct Abandoned {
        #[diesel(sql_type = BigInt)]
        runs: i64,
        #[diesel(sql_type = Nullable<Timestamptz>)]
        slot: Option<DateTime<Utc>>,
    }
    const SQL: &str = "WITH silent AS MATERIALIZED (SELECT j.id, j.slot FROM job_runs j \
          JOIN unnest($3, $4) AS s (id, alive_until) ON s.id = j.id AND s.alive_until = j.alive_until \
          WHERE j.ended_at IS NULL FOR UPDATE OF j SKIP LOCKED), \
        ended AS (UPDATE job_runs j SET ended_at = greatest($1, j.started_at), error = $2, slot = NULL FROM silent WHERE j.id = silent.id) \
        SELECT count(*) AS runs, max(slot) AS slot FROM silent";
    let row: Abandoned = statement(SQL)
        .bind::<Timestamptz, _>(now)
        .bind::<Text, _>(error.to_owned())
        .bind::<Array<BigInt>, _>(silent.iter().map(|run| run.id).collect::<Vec<_>>())
        .bind::<Array<Timestamptz>, _>(silent.iter().map(|run| run.alive_until).collect::<Vec<_>>())
        .get_result(tx)
        .await?;
    Ok((row.runs > 0).then_some(row.slot))
}

/// Takes its instant of the schedule from a run that broke off, so that another can be begun for it; in the transaction that does.
/// Answers whether it had it: at most one node does.
///
/// # Errors
/// When the database fails.
pub async fn free(tx: &mut Transaction, run: i64) -> Result<bool> {
    const SQL: &str = "UPDATE job_runs SET slot = NULL WHERE id = $1 AND slot IS NOT NULL AND ended_at IS NOT NULL \
        AND error IS NOT NULL";
    let freed = statement(SQL).bind::<BigInt, _>(run).execute(tx).await?;
    Ok(freed > 0)
}

/// What a look at the schedule has to know, in one statement.
#[derive(diesel::QueryableByName)]
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

/// Reads the timetable.
///
/// # Errors
/// When the database fails.
pub async fn timetable(conn: &mut Connection, now: DateTime<Utc>) -> Result<Timetable> {
    const SQL: &str = "SELECT s.value AS schedule, s.changed_at AS set_at, z.value AS zone, \
        l.slot AS last_slot, l.id AS last_run, CASE WHEN l.error IS NOT NULL THEN l.ended_at END AS broke_off_at, \
        ARRAY(SELECT id FROM job_runs WHERE ended_at IS NULL ORDER BY id LIMIT 100) AS running, \
        ARRAY(SELECT alive_until FROM job_runs WHERE ended_at IS NULL ORDER BY id LIMIT 100) AS alive_until FROM (SELECT) one \
        LEFT JOIN LATERAL (SELECT id, slot, ended_at, error FROM job_runs WHERE slot <= $1 AND started_at <= $2 \
          ORDER BY slot DESC LIMIT 1) l ON true \
        LEFT JOIN profile_values s ON s.code = 'SEND_PENDING_LDAP_REQUESTS_SCHEDULE' AND s.person_id IS NULL \
        LEFT JOIN profile_values z ON z.code = 'SITE_TIME_ZONE' AND z.person_id IS NULL";
    Ok(statement(SQL)
        .bind::<Timestamptz, _>(now)
        .bind::<Timestamptz, _>(now + SKEW)
        .get_result(conn)
        .await?)
}

/// A run as administrators see it.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Run {
    /// In the order of beginning.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// What started it.
    #[diesel(sql_type = Text, deserialize_as = crate::code::Code<TriggerKind>)]
    pub trigger: TriggerKind,
    /// Name of who pressed "Run now".
    #[diesel(sql_type = Nullable<Text>)]
    pub person: Option<String>,
    /// Host and process.
    #[diesel(sql_type = Text)]
    pub node: String,
    /// When it began.
    #[diesel(sql_type = Timestamptz)]
    pub started_at: DateTime<Utc>,
    /// When it ended.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub ended_at: Option<DateTime<Utc>>,
    /// What it did.
    #[diesel(sql_type = Jsonb)]
    pub counts: serde_json::Value,
    /// Why it did not go through to its end.
    #[diesel(sql_type = Nullable<Text>)]
    pub error: Option<String>,
}

/// Runs, the newest first, older than `before` where given.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Connection, before: Option<i64>, limit: i64) -> Result<Vec<Run>> {
    const SQL: &str = concat!(
        "SELECT j.id, j.trigger, ",
        crate::sql::shown_name!("p"),
        " AS person, j.node, j.started_at, j.ended_at, j.counts, j.error \
        FROM job_runs j LEFT JOIN people p ON p.id = j.person_id WHERE ($1::bigint IS NULL OR j.id < $1) ORDER BY j.id DESC LIMIT $2"
    );
    Ok(statement(SQL)
        .bind::<Nullable<BigInt>, _>(before)
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await?)
}
