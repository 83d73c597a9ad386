//! What has not reached its reader, and trying it once more: for administrators (N).

use chrono::{DateTime, Utc};
use db::deliveries::undelivered;
use domain::audit::{Action, ObjectKind};
use domain::delivery::Channel;
use serde_json::json;

pub use db::deliveries::undelivered::Filter;

use crate::Result;
use crate::access::{self, Everywhere, PagePermit, RunScheduledProcesses};
use crate::actor::PersonActor;
use crate::audit::Record;
use crate::notifications::{Message, UNREADABLE};
use crate::notify::Delivery;

/// Lines a page shows.
pub const PAGE: usize = 50;

/// A message that is undelivered on a channel.
#[derive(Debug, Clone)]
pub struct Undelivered {
    /// The message; with the channel it names the delivery.
    pub message: i64,
    /// On which channel.
    pub channel: Channel,
    /// Name of its reader.
    pub name: String,
    /// And their username.
    pub username: String,
    /// What it says.
    pub words: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// How many attempts there were.
    pub attempts: i32,
    /// What went wrong last.
    pub error: Option<String>,
    /// What happens next.
    pub next: Next,
}

/// What happens next to an undelivered message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Nothing, unless somebody asks for another attempt.
    Failed,
    /// An attempt is under way.
    UnderWay,
    /// An attempt at that instant, or as soon as the channel can be used.
    At(DateTime<Utc>),
}

/// A page of undelivered messages.
#[derive(Debug, Clone)]
pub struct Page {
    /// The newest first.
    pub lines: Vec<Undelivered>,
    /// There are older ones.
    pub more: bool,
    /// Channels that cannot be used now, and why.
    pub out_of_reach: Vec<(Channel, String)>,
    /// The channels that are configured.
    pub channels: Vec<Channel>,
}

impl Delivery<'_> {
    /// A page of what is undelivered.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn undelivered(
        self,
        permitted: &PagePermit<Everywhere<RunScheduledProcesses>>,
        filter: &Filter,
    ) -> Result<Page> {
        tracing::debug!(actor = %permitted.actor(), "reading undelivered messages");
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let rows = undelivered::list(&mut conn, filter, now, limit).await?;
        let more = rows.len() > PAGE;
        let mut out_of_reach: Vec<(Channel, String)> = Vec::new();
        let mut lines = Vec::new();
        for row in rows.into_iter().take(PAGE) {
            let channel = row.channel;
            if let Some(error) = row
                .channel_error
                .clone()
                .filter(|_| !out_of_reach.iter().any(|(known, _)| *known == channel))
            {
                out_of_reach.push((channel, error));
            }
            lines.push(line(row, channel));
        }
        Ok(Page {
            lines,
            more,
            out_of_reach,
            channels: self.channels(),
        })
    }

    /// Makes one undelivered message, or all of them, due at once, with all attempts before it. Returns how many: none when
    /// it was delivered meanwhile.
    ///
    /// # Errors
    /// [`crate::Error::Forbidden`] without the right.
    pub async fn retry_deliveries(self, actor: &PersonActor, one: Option<(i64, Channel)>) -> Result<usize> {
        let now = self.services.now();
        self.services
            .submit(actor, now, async |tx| {
                let permitted = access::require_everywhere::<RunScheduledProcesses>(tx, actor, now).await?;
                let actor = permitted.acting();
                let retried = undelivered::retry(tx, one, now).await?;
                if retried == 0 {
                    return Ok(0);
                }
                let id = one.map_or_else(
                    || "all".to_owned(),
                    |(id, channel)| format!("{id}-{}", channel.code()),
                );
                let mut record = Record::new(actor, now, Action::DeliveryRetried, ObjectKind::Delivery, id)
                    .after(Some(json!({ "retried": retried })));
                if let Some((id, _)) = one
                    && let Some(reader) = undelivered::reader_of(tx, id).await?
                {
                    record = record.concerns(reader);
                }
                record.write(tx).await?;
                Ok(retried)
            })
            .await
    }
}

fn line(row: undelivered::Undelivered, channel: Channel) -> Undelivered {
    let next = match (row.failed, row.in_hand) {
        (true, _) => Next::Failed,
        (false, true) => Next::UnderWay,
        (false, false) => Next::At(
            row.paused_until
                .filter(|until| *until > row.due_at)
                .unwrap_or(row.due_at),
        ),
    };
    Undelivered {
        message: row.outbox_id,
        channel,
        name: row.display_name,
        username: row.username,
        words: Message::read(row.event).map_or_else(|| UNREADABLE.to_owned(), |message| message.headline()),
        at: row.at,
        attempts: row.attempts,
        error: row.error,
        next,
    }
}
