//! What has not reached its reader yet, for administrators: waiting, or failed for good.

use chrono::{DateTime, Utc};
use diesel::dsl::auto_type;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use domain::delivery::Channel;
use domain::ids::PersonId;

use crate::prepared::Prepare;
use crate::schema::{deliveries, delivery_channels, outbox, shown_people};
use crate::sql_types::{IntoBind, Literal};
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
#[derive(Debug, Clone, Queryable)]
pub struct Undelivered {
    /// The message.
    pub outbox_id: i64,
    /// By which it does not go out.
    pub channel: Channel,
    /// Failed for good; otherwise it is tried again.
    pub failed: bool,
    /// How many attempts there were.
    pub attempts: i32,
    /// The next attempt.
    pub due_at: DateTime<Utc>,
    /// An attempt is under way.
    pub in_hand: bool,
    /// What went wrong last.
    pub error: Option<String>,
    /// When the message was written.
    pub at: DateTime<Utc>,
    /// What it says.
    pub event: serde_json::Value,
    /// To whom.
    pub display_name: String,
    /// To whom.
    pub username: String,
    /// Why the whole channel rests, where it cannot be reached.
    pub channel_error: Option<String>,
    /// Until when it rests.
    pub paused_until: Option<DateTime<Utc>>,
}

/// It failed for good.
#[auto_type]
fn is_failed() -> _ {
    let failed: Literal<Text> = Literal::of("failed");
    deliveries::state.eq(failed)
}

/// It waits for an attempt, or failed for good.
#[auto_type]
fn is_undelivered() -> _ {
    let pending: Literal<Text> = Literal::of("pending");
    deliveries::state.eq(pending).or(is_failed())
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
    let is_in_hand = deliveries::lease.is_not_null().and(deliveries::due_at.gt(now));
    let mut found = deliveries::table
        .inner_join(outbox::table)
        .inner_join(shown_people::table.on(shown_people::id.eq(outbox::person_id)))
        .inner_join(delivery_channels::table.on(delivery_channels::channel.eq(deliveries::channel)))
        .order((deliveries::outbox_id.desc(), deliveries::channel.desc()))
        .limit(limit)
        .select((
            deliveries::outbox_id,
            deliveries::channel,
            is_failed(),
            deliveries::attempts,
            deliveries::due_at,
            is_in_hand,
            deliveries::error,
            outbox::at,
            outbox::event,
            shown_people::shown_name,
            shown_people::username,
            delivery_channels::error,
            delivery_channels::paused_until,
        ))
        .into_boxed();
    found = if filter.failed_only {
        found.filter(is_failed())
    } else {
        found.filter(is_undelivered())
    };
    if let Some(channel) = filter.channel {
        found = found.filter(deliveries::channel.eq(channel.bind()));
    }
    if let Some((message, channel)) = filter.after {
        let is_further = deliveries::channel.lt(channel.bind());
        found = found
            .filter(deliveries::outbox_id.le(message))
            .filter(deliveries::outbox_id.lt(message).or(is_further));
    }
    Ok(found.load(conn).await?)
}

/// What is undelivered, or failed for good where `failed_only`, is due at once, with all attempts before it; `one` names a
/// single one. What is in hand at this moment stays as it is. Returns how many.
///
/// # Errors
/// When the database fails.
pub async fn retry(tx: &mut Transaction, one: Option<(i64, Channel)>, now: DateTime<Utc>) -> Result<usize> {
    let is_in_nobodys_hand = deliveries::lease.is_null().or(deliveries::due_at.le(now));
    let undelivered = diesel::update(deliveries::table)
        .filter(is_undelivered())
        .filter(is_in_nobodys_hand);
    let due = (
        deliveries::state.eq(Literal::<Text>::of("pending")),
        deliveries::attempts.eq(0),
        deliveries::due_at.eq(now),
        deliveries::ended_at.eq(None::<DateTime<Utc>>),
        deliveries::lease.eq(None::<uuid::Uuid>),
    );
    let retried = match one {
        Some((message, channel)) => {
            let one = undelivered
                .filter(deliveries::outbox_id.eq(message))
                .filter(deliveries::channel.eq(channel.bind()));
            one.set(due).prepared().execute(tx).await?
        }
        None => undelivered.set(due).prepared().execute(tx).await?,
    };
    // Whoever asks for another attempt wants it now: a channel that rests is asked again. One that asked for the rest itself
    // is not (Retry-After).
    diesel::update(delivery_channels::table.filter(delivery_channels::error.is_not_null()))
        .set(delivery_channels::paused_until.eq(None::<DateTime<Utc>>))
        .prepared()
        .execute(tx)
        .await?;
    Ok(retried)
}

/// To whom a message goes; none: there is no such message.
///
/// # Errors
/// When the database fails.
pub async fn reader_of(conn: &mut Connection, outbox_id: i64) -> Result<Option<PersonId>> {
    Ok(outbox::table
        .find(outbox_id)
        .select(outbox::person_id)
        .first(conn)
        .await
        .optional()?)
}
