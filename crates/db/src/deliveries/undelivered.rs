//! What has not reached its reader yet, for administrators: waiting, or failed for good.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Bool, Integer, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::delivery::Channel;

use crate::glued::statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// What to list.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// One channel.
    pub channel: Option<Channel>,
    /// Failed for good only.
    pub failed_only: bool,
    /// After this one in the list: message and channel.
    pub after: Option<(i64, Channel)>,
}

/// A message that is undelivered on a channel.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Undelivered {
    /// The message.
    #[diesel(sql_type = BigInt)]
    pub outbox_id: i64,
    /// By which it does not go out.
    #[diesel(sql_type = Text, deserialize_as = crate::code::Code<Channel>)]
    pub channel: Channel,
    /// Failed for good; otherwise it is tried again.
    #[diesel(sql_type = Bool)]
    pub failed: bool,
    /// How many attempts there were.
    #[diesel(sql_type = Integer)]
    pub attempts: i32,
    /// The next attempt.
    #[diesel(sql_type = Timestamptz)]
    pub due_at: DateTime<Utc>,
    /// An attempt is under way.
    #[diesel(sql_type = Bool)]
    pub in_hand: bool,
    /// What went wrong last.
    #[diesel(sql_type = Nullable<Text>)]
    pub error: Option<String>,
    /// When the message was written.
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    /// What it says.
    #[diesel(sql_type = Jsonb)]
    pub event: serde_json::Value,
    /// To whom.
    #[diesel(sql_type = Text)]
    pub display_name: String,
    /// To whom.
    #[diesel(sql_type = Text)]
    pub username: String,
    /// Why the whole channel rests, where it cannot be reached.
    #[diesel(sql_type = Nullable<Text>)]
    pub channel_error: Option<String>,
    /// Until when it rests.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub paused_until: Option<DateTime<Utc>>,
}

/// A page of them, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &mut Connection,
    filter: &Filter,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Undelivered>> {
    const SQL: &str = concat!(
        "SELECT d.outbox_id, d.channel, d.state = 'failed' AS failed, d.attempts, d.due_at, \
       d.lease IS NOT NULL AND d.due_at > $4 AS in_hand, d.error, o.at, o.event, ",
        crate::sql::shown_name!("p"),
        " AS display_name, p.username, \
       c.error AS channel_error, c.paused_until FROM deliveries d JOIN outbox o ON o.id = d.outbox_id JOIN people p ON p.id = o.person_id \
       JOIN delivery_channels c ON c.channel = d.channel WHERE d.state IN ('pending', 'failed') AND ($1::text IS NULL OR d.channel = $1) \
       AND ($2::bigint IS NULL OR (d.outbox_id, d.channel) < ($2, $5)) ORDER BY d.outbox_id DESC, d.channel DESC LIMIT $3"
    );
    const FAILED: &str = concat!(
        "SELECT d.outbox_id, d.channel, true AS failed, d.attempts, d.due_at, \
       d.due_at > $4 AND false AS in_hand, d.error, o.at, o.event, ",
        crate::sql::shown_name!("p"),
        " AS display_name, p.username, \
       c.error AS channel_error, c.paused_until FROM deliveries d JOIN outbox o ON o.id = d.outbox_id JOIN people p ON p.id = o.person_id \
       JOIN delivery_channels c ON c.channel = d.channel WHERE d.state = 'failed' AND ($1::text IS NULL OR d.channel = $1) \
       AND ($2::bigint IS NULL OR (d.outbox_id, d.channel) < ($2, $5)) ORDER BY d.outbox_id DESC, d.channel DESC LIMIT $3"
    );
    let query = statement(if filter.failed_only { FAILED } else { SQL })
        .bind::<Nullable<Text>, _>(filter.channel.map(Channel::code))
        .bind::<Nullable<BigInt>, _>(filter.after.map(|(id, _)| id))
        .bind::<BigInt, _>(limit)
        .bind::<Timestamptz, _>(now)
        .bind::<Nullable<Text>, _>(filter.after.map(|(_, channel)| channel.code()));
    Ok(query.load(conn).await?)
}

/// What is undelivered, or failed for good where `failed_only`, is due at once, with all attempts before it; `one` names a
/// single one. What is in hand at this moment stays as it is. Returns how many.
///
/// # Errors
/// When the database fails.
pub async fn retry(tx: &mut Transaction, one: Option<(i64, Channel)>, now: DateTime<Utc>) -> Result<usize> {
    const ONE: &str = "UPDATE deliveries SET state = 'pending', attempts = 0, due_at = $1, ended_at = NULL, lease = NULL \
       WHERE outbox_id = $2 AND channel = $3 AND state IN ('pending', 'failed') AND (lease IS NULL OR due_at <= $1)";
    const ALL: &str = "UPDATE deliveries SET state = 'pending', attempts = 0, due_at = $1, ended_at = NULL, lease = NULL \
       WHERE state IN ('pending', 'failed') AND (lease IS NULL OR due_at <= $1)";
    let query = match one {
        Some((outbox_id, channel)) => statement(ONE)
            .bind::<Timestamptz, _>(now)
            .bind::<BigInt, _>(outbox_id)
            .bind::<Text, _>(channel.code()),
        None => statement(ALL).bind::<Timestamptz, _>(now),
    };
    let retried = query.execute(tx).await?;
    // Whoever asks for another attempt wants it now: a channel that rests is asked again. One that asked for the rest itself
    // is not (Retry-After).
    statement("UPDATE delivery_channels SET paused_until = NULL WHERE error IS NOT NULL")
        .execute(tx)
        .await?;
    Ok(retried)
}

/// To whom a message went, and what it says: for the audit entry of a retry.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Addressed {
    /// To whom.
    #[diesel(sql_type = BigInt)]
    pub person_id: i64,
}

/// To whom a message goes; none: there is no such message.
///
/// # Errors
/// When the database fails.
pub async fn reader_of(conn: &mut Connection, outbox_id: i64) -> Result<Option<domain::ids::PersonId>> {
    let rows: Vec<Addressed> = statement("SELECT person_id FROM outbox WHERE id = $1")
        .bind::<BigInt, _>(outbox_id)
        .load(conn)
        .await?;
    Ok(rows
        .into_iter()
        .next()
        .map(|row| domain::ids::PersonId(row.person_id)))
}
