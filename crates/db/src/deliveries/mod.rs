//! Deliveries: messages on their way to mail and Slack (N). Rows are claimed with a lease, so that any number of nodes may
//! deliver at once, and what a killed one had in hand is taken up by another.

pub mod settings;
pub mod undelivered;

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use domain::delivery::Channel;
use domain::ids::{PersonId, TaskId};

use crate::Result;
use crate::glued::statement;
use crate::sql::active;
use crate::transaction::Transaction;

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

const SPREAD: &str = concat!(
    "WITH taken AS (SELECT id FROM outbox WHERE pending ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED), \
     done AS (UPDATE outbox o SET pending = false FROM taken WHERE o.id = taken.id RETURNING o.id, o.person_id), \
     made AS (INSERT INTO deliveries (outbox_id, channel, due_at, created_at) SELECT d.id, c.channel, $1, $1 FROM done d \
       JOIN people p ON p.id = d.person_id AND p.email IS NOT NULL AND ",
    active!("p", "$1"),
    " LEFT JOIN notification_settings s ON s.person_id = p.id CROSS JOIN unnest($3) c (channel) \
       WHERE CASE c.channel WHEN 'email' THEN coalesce(s.email, true) ELSE coalesce(s.slack, true) END \
       ON CONFLICT DO NOTHING) SELECT count(*) AS count FROM done"
);

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
    let channels: Vec<String> = channels.iter().map(|channel| channel.code().to_owned()).collect();
    let row: Count = statement(SPREAD)
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(limit)
        .bind::<Array<Text>, _>(channels)
        .get_result(tx)
        .await?;
    Ok(row.count)
}

/// A delivery that this node has in hand until the end of its lease.
#[derive(Debug, Clone, diesel::QueryableByName)]
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
    #[diesel(sql_type = Nullable<Uuid>)]
    task_id: Option<uuid::Uuid>,
    #[diesel(sql_type = BigInt)]
    person_id: i64,
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
        PersonId(self.person_id)
    }

    /// The task it is about.
    pub fn task(&self) -> Option<TaskId> {
        self.task_id.map(TaskId)
    }
}

const CLAIM: &str = concat!(
    "WITH due AS (SELECT outbox_id, channel FROM deliveries WHERE state = 'pending' AND channel = $1 AND due_at <= $2 \
       AND NOT EXISTS (SELECT FROM delivery_channels c WHERE c.channel = $1 AND c.paused_until > $2) \
       ORDER BY due_at, outbox_id LIMIT $3 FOR UPDATE SKIP LOCKED), \
     taken AS (UPDATE deliveries d SET lease = $4, due_at = $5, attempts = attempts + 1 FROM due \
       WHERE d.outbox_id = due.outbox_id AND d.channel = due.channel RETURNING d.outbox_id, d.channel, d.attempts) \
     SELECT t.outbox_id, t.attempts, o.at, o.event_key, o.event, o.task_id, o.person_id, p.display_name, p.email, ",
    active!("p", "$2"),
    " AND CASE t.channel WHEN 'email' THEN coalesce(s.email, true) ELSE coalesce(s.slack, true) END AS wanted, \
       u.user_id AS slack_user FROM taken t JOIN outbox o ON o.id = t.outbox_id JOIN people p ON p.id = o.person_id \
       LEFT JOIN notification_settings s ON s.person_id = p.id LEFT JOIN slack_users u ON u.person_id = p.id AND u.email = p.email \
     ORDER BY t.outbox_id"
);

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
    let query = statement(CLAIM)
        .bind::<Text, _>(channel.code())
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(limit)
        .bind::<Uuid, _>(lease)
        .bind::<Timestamptz, _>(until);
    Ok(query.load(tx).await?)
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
    const SQL: &str = "UPDATE deliveries SET state = $4, error = coalesce($5, error), ended_at = $6, due_at = coalesce($7, due_at), \
                       attempts = attempts - $8, lease = NULL WHERE outbox_id = $1 AND channel = $2 AND lease = $3";
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
    statement(SQL)
        .bind::<BigInt, _>(outbox_id)
        .bind::<Text, _>(channel.code())
        .bind::<Uuid, _>(lease)
        .bind::<Text, _>(state)
        .bind::<Nullable<Text>, _>(error)
        .bind::<Nullable<Timestamptz>, _>((state != "pending").then_some(now))
        .bind::<Nullable<Timestamptz>, _>(due)
        .bind::<Integer, _>(back)
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
    const SQL: &str = "UPDATE delivery_channels SET paused_until = greatest(paused_until, $2), error = coalesce($3, error) WHERE channel = $1";
    statement(SQL)
        .bind::<Text, _>(channel.code())
        .bind::<Timestamptz, _>(until)
        .bind::<Nullable<Text>, _>(error)
        .execute(tx)
        .await?;
    Ok(())
}

/// A channel works: if it could not be reached before, what waits because of that is due at once.
///
/// # Errors
/// When the database fails.
pub async fn recovered(tx: &mut Transaction, channel: Channel, now: DateTime<Utc>) -> Result<()> {
    const SQL: &str = "WITH back AS (UPDATE delivery_channels SET paused_until = NULL, error = NULL \
       WHERE channel = $1 AND error IS NOT NULL RETURNING channel) \
       UPDATE deliveries d SET due_at = $2 FROM back WHERE d.channel = back.channel AND d.state = 'pending' \
       AND d.lease IS NULL AND d.due_at > $2";
    statement(SQL)
        .bind::<Text, _>(channel.code())
        .bind::<Timestamptz, _>(now)
        .execute(tx)
        .await?;
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
    const SQL: &str = "INSERT INTO slack_users (person_id, email, user_id, found_at) VALUES ($1, $2, $3, $4) \
       ON CONFLICT (person_id) DO UPDATE SET email = $2, user_id = $3, found_at = $4";
    statement(SQL)
        .bind::<BigInt, _>(person.0)
        .bind::<Text, _>(email.to_owned())
        .bind::<Text, _>(user.to_owned())
        .bind::<Timestamptz, _>(now)
        .execute(tx)
        .await?;
    Ok(())
}

/// Forgets Slack's name for a person: it is asked for again.
///
/// # Errors
/// When the database fails.
pub async fn forget_slack_user(tx: &mut Transaction, person: PersonId) -> Result<()> {
    statement("DELETE FROM slack_users WHERE person_id = $1")
        .bind::<BigInt, _>(person.0)
        .execute(tx)
        .await?;
    Ok(())
}

/// Marks everything written so far as looked at: what a demo tells of the past is sent to nobody.
///
/// # Errors
/// When the database fails.
pub async fn send_nothing_of_the_past(tx: &mut Transaction) -> Result<()> {
    statement("UPDATE outbox SET pending = false WHERE pending")
        .execute(tx)
        .await?;
    Ok(())
}
