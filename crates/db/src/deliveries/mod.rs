//! Deliveries: messages on their way to mail and Slack (N). Rows are claimed with a lease, so that any number of nodes may
//! deliver at once, and what a killed one had in hand is taken up by another.

pub mod settings;
pub mod undelivered;

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::delivery::Channel;
use domain::ids::{PersonId, TaskId};

use crate::Result;
use crate::functions::greatest_known;
use crate::prepared::Prepare;
use crate::schema::{delivery_channels, outbox, slack_users};
use crate::sql_types::{IntoBind, PersonKey, TaskKey};
use crate::statement::Statement;
use crate::transaction::Transaction;

#[derive(QueryableByName, Columns)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(Statement)]
#[statement(file = "deliveries/spread.sql", row = Count)]
struct Spread<'a> {
    now: DateTime<Utc>,
    limit: i64,
    channels: &'a [Channel],
}

/// Takes up to `limit` new messages and makes a delivery for each channel that is configured and wanted by its reader;
/// returns how many messages it took. People who are not active, or have no address, read in the application only.
///
/// # Errors
/// When the database fails.
pub async fn spread(
    tx: &mut Transaction,
    channels: &[Channel],
    now: DateTime<Utc>,
    limit: i64,
) -> Result<i64> {
    let taken = Spread { now, limit, channels }.one_row(tx).await?;
    Ok(taken.count)
}

/// A delivery that this node has in hand until the end of its lease.
#[derive(Debug, Clone, QueryableByName, Columns)]
pub struct Claimed {
    /// The message.
    #[diesel(sql_type = BigInt)]
    pub outbox_id: i64,
    /// How many there have been, this one included.
    #[diesel(sql_type = Integer)]
    pub attempts: i32,
    /// When it was written.
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    /// With the person it names the event: the idempotency key is made of both.
    #[diesel(sql_type = Text)]
    pub event_key: String,
    /// What it says.
    #[diesel(sql_type = Jsonb)]
    pub event: serde_json::Value,
    #[diesel(sql_type = Nullable<TaskKey>)]
    task_id: Option<TaskId>,
    #[diesel(sql_type = PersonKey)]
    person_id: PersonId,
    /// To whom.
    #[diesel(sql_type = Text)]
    pub display_name: String,
    /// Their address now.
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    /// They are active and want it by this channel, as of now.
    #[diesel(sql_type = Bool)]
    pub wanted: bool,
    /// Slack's name for them, where it is known for this address.
    #[diesel(sql_type = Nullable<Text>)]
    pub slack_user: Option<String>,
}

impl Claimed {
    /// To whom.
    pub fn person(&self) -> PersonId {
        self.person_id
    }

    /// The task it is about.
    pub fn task(&self) -> Option<TaskId> {
        self.task_id
    }
}

#[derive(Statement)]
#[statement(file = "deliveries/claim.sql", row = Claimed)]
struct Claim {
    channel: Channel,
    now: DateTime<Utc>,
    limit: i64,
    lease: uuid::Uuid,
    until: DateTime<Utc>,
}

/// Claims up to `limit` deliveries of a channel that are due, until `until`; none while the channel rests.
///
/// # Errors
/// When the database fails.
pub async fn claim(
    tx: &mut Transaction,
    channel: Channel,
    lease: uuid::Uuid,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Claimed>> {
    let claim = Claim {
        channel,
        now,
        limit,
        lease,
        until,
    };
    claim.rows(tx).await
}

/// How an attempt ended, as the row keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// The channel took it.
    Sent,
    /// It is not wanted any more; the words say why.
    Skipped(String),
    /// It will not be tried again; the words say why.
    Failed(String),
    /// It will be tried again at that instant; the words say why.
    Later(DateTime<Utc>, String),
    /// It was not tried: the channel rests until then.
    Untried(DateTime<Utc>),
}

/// Ends an attempt, if the lease is still this node's: otherwise another has it in hand, and its outcome counts.
///
/// # Errors
/// When the database fails.
pub async fn end_attempt(
    tx: &mut Transaction,
    channel: Channel,
    outbox_id: i64,
    lease: uuid::Uuid,
    ended: Ended,
    now: DateTime<Utc>,
) -> Result<()> {
    use crate::schema::deliveries;
    let (state, error, due, back) = match ended {
        Ended::Sent => ("sent", None, None, 0),
        Ended::Skipped(why) => ("skipped", Some(why), None, 1),
        Ended::Failed(why) => ("failed", Some(why), None, 0),
        Ended::Later(at, why) => ("pending", Some(why), Some(at), 0),
        Ended::Untried(at) => (
            "pending",
            Some("the channel asks for a pause".to_owned()),
            Some(at),
            1,
        ),
    };
    diesel::update(deliveries::table.find((outbox_id, channel.bind())))
        .filter(deliveries::lease.eq(lease))
        .set((
            deliveries::state.eq(state),
            // What is none stays as it was.
            error.map(|error| deliveries::error.eq(error)),
            due.map(|due| deliveries::due_at.eq(due)),
            deliveries::ended_at.eq((state != "pending").then_some(now)),
            deliveries::attempts.eq(deliveries::attempts - back),
            deliveries::lease.eq(None::<uuid::Uuid>),
        ))
        .prepared()
        .execute(tx)
        .await?;
    Ok(())
}

/// Lets a whole channel rest until an instant; `error` where it cannot be reached. A longer rest stays.
///
/// # Errors
/// When the database fails.
pub async fn pause(
    tx: &mut Transaction,
    channel: Channel,
    until: DateTime<Utc>,
    error: Option<String>,
) -> Result<()> {
    use delivery_channels::paused_until;
    diesel::update(delivery_channels::table.find(channel.bind()))
        .set((
            paused_until.eq(greatest_known(until, paused_until).nullable()),
            error.map(|error| delivery_channels::error.eq(error)),
        ))
        .prepared()
        .execute(tx)
        .await?;
    Ok(())
}

#[derive(Statement)]
#[statement(file = "deliveries/recovered.sql")]
struct Recovered {
    channel: Channel,
    now: DateTime<Utc>,
}

/// A channel works: if it could not be reached before, what waits because of that is due at once.
///
/// # Errors
/// When the database fails.
pub async fn recovered(tx: &mut Transaction, channel: Channel, now: DateTime<Utc>) -> Result<()> {
    Recovered { channel, now }.run(tx).await?;
    Ok(())
}

/// Keeps Slack's name for a person, found by this address.
///
/// # Errors
/// When the database fails.
pub async fn remember_slack_user(
    tx: &mut Transaction,
    person: PersonId,
    email: &str,
    user: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let found = (
        slack_users::email.eq(email),
        slack_users::user_id.eq(user),
        slack_users::found_at.eq(now),
    );
    diesel::insert_into(slack_users::table)
        .values((slack_users::person_id.eq(person.bind()), found))
        .on_conflict(slack_users::person_id)
        .do_update()
        .set(found)
        .prepared()
        .execute(tx)
        .await?;
    Ok(())
}

/// Forgets Slack's name for a person: it is asked for again.
///
/// # Errors
/// When the database fails.
pub async fn forget_slack_user(tx: &mut Transaction, person: PersonId) -> Result<()> {
    diesel::delete(slack_users::table.find(person.bind()))
        .execute(tx)
        .await?;
    Ok(())
}

/// Marks everything written so far as looked at: what a demo tells of the past is sent to nobody.
///
/// # Errors
/// When the database fails.
pub async fn send_nothing_of_the_past(tx: &mut Transaction) -> Result<()> {
    diesel::update(outbox::table.filter(outbox::pending))
        .set(outbox::pending.eq(false))
        .prepared()
        .execute(tx)
        .await?;
    Ok(())
}
