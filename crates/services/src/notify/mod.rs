//! Delivering messages by mail and Slack (N), after the change has committed (G3). A round claims a few deliveries that are
//! due, tries them at once and notes how each ended; `server` runs rounds until it is asked to end, on any number of nodes.
//! What a message says is `notifications`'.

mod attempt;
mod message_text;
pub mod settings;
pub mod undelivered;
mod wake;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use connection_settings::Unusable;
use db::deliveries::{Claimed, Ended};
use db::transaction::Transaction;
use domain::delivery::{Channel, rest, wait_after, wait_out};
use futures::StreamExt;
use message_transports::{
    Mail, MailConfig, Outcome, OutgoingMessage, Slack, SlackAccount, SlackConfig, Transport,
};

use crate::{Result, Services};
use attempt::{Attempt, NotSent};
pub use wake::Wake;

/// The use cases of this feature: messages by mail and chat: delivery, settings, what could not be delivered.
#[derive(Clone, Copy)]
pub struct Delivery<'a> {
    services: &'a crate::Services,
}

impl crate::Services {
    /// Use cases: messages by mail and chat: delivery, settings, what could not be delivered.
    pub fn notify(&self) -> Delivery<'_> {
        Delivery { services: self }
    }
}

/// How long a node may have a delivery in hand; then another takes it up.
pub const LEASE: TimeDelta = TimeDelta::seconds(30);

/// An attempt ends before its lease does.
const PATIENCE: Duration = Duration::from_secs(20);

/// Attempts at the same time on one channel, and deliveries claimed at once.
const IN_FLIGHT: usize = 8;

/// Messages taken up at once.
const BATCH: i64 = 1000;

/// Where jitter comes from: a number between 0 and 1.
pub type Jitter = fn() -> f64;

/// How messages leave the house.
#[derive(Debug, Clone)]
pub struct NotifyConfig {
    /// What links in messages begin with, without a slash at the end.
    pub public_url: String,
    /// Mail, if any.
    pub mail: Option<MailConfig>,
    /// Slack, if any.
    pub slack: Option<SlackConfig>,
}

/// What there is to deliver with.
pub struct Transports {
    public_url: String,
    /// One a channel at most.
    all: Vec<Box<dyn Transport>>,
    jitter: Jitter,
}

impl std::fmt::Debug for Transports {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transports")
            .field("channels", &self.channels())
            .finish_non_exhaustive()
    }
}

impl Transports {
    /// None: messages are read in the application only.
    pub fn none() -> Self {
        Self {
            public_url: String::new(),
            all: Vec::new(),
            jitter: || 0.5,
        }
    }

    /// As configured; connects to nothing yet.
    ///
    /// # Errors
    /// Names the setting that cannot be used, and never repeats it: it may hold a password.
    pub fn new(config: &NotifyConfig, jitter: Jitter) -> std::result::Result<Self, Unusable> {
        let mut all: Vec<Box<dyn Transport>> = Vec::new();
        if let Some(mail) = &config.mail {
            all.push(Box::new(Mail::new(mail)?));
        }
        if let Some(slack) = &config.slack {
            all.push(Box::new(Slack::new(slack)?));
        }
        Ok(Self {
            public_url: config.public_url.clone(),
            all,
            jitter,
        })
    }

    /// Judges settings without using them.
    ///
    /// # Errors
    /// As [`Transports::new`].
    pub fn check(config: &NotifyConfig) -> std::result::Result<(), Unusable> {
        config.mail.as_ref().map(Mail::check).transpose()?;
        config.slack.as_ref().map(Slack::check).transpose()?;
        Ok(())
    }

    /// The channels that are configured.
    pub fn channels(&self) -> Vec<Channel> {
        self.all.iter().map(|transport| transport.channel()).collect()
    }

    fn on(&self, channel: Channel) -> Option<&dyn Transport> {
        let mut all = self.all.iter();
        all.find(|transport| transport.channel() == channel)
            .map(Box::as_ref)
    }
}

/// What a round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// Messages looked at for the first time.
    pub taken: usize,
    /// Deliveries that the channel took.
    pub sent: usize,
    /// Deliveries that will be tried again.
    pub later: usize,
    /// Deliveries that will not.
    pub failed: usize,
    /// Deliveries that nobody wants any more.
    pub skipped: usize,
}

impl Round {
    /// Whether there was anything to do: another round may find more.
    pub fn did_something(&self) -> bool {
        self.taken + self.sent + self.later + self.failed + self.skipped > 0
    }
}

impl Services {
    /// The same use cases with a way to deliver messages.
    #[must_use]
    pub fn with_transports(self, transports: Transports) -> Self {
        Self {
            transports: Arc::new(transports),
            ..self
        }
    }
}

impl Delivery<'_> {
    /// The channels that are configured.
    pub fn channels(self) -> Vec<Channel> {
        self.services.transports.channels()
    }

    /// One round over everything: new messages, then each channel. Bounded; another round goes on.
    ///
    /// # Errors
    /// When the database fails. What was in hand is taken up again when its lease ends.
    pub async fn deliver_due(self, now: DateTime<Utc>) -> Result<Round> {
        let mut round = Round {
            taken: self.take_up_messages(now).await?,
            ..Round::default()
        };
        for channel in self.channels() {
            self.deliver_on(channel, now, &mut round).await?;
        }
        Ok(round)
    }

    /// Looks at new messages and makes a delivery for each channel that is configured and wanted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_up_messages(self, now: DateTime<Utc>) -> Result<usize> {
        let mut tx = Transaction::autocommit(&self.services.pool).await?;
        let taken = db::deliveries::spread(&mut tx, &self.channels(), now, BATCH).await?;
        Ok(usize::try_from(taken).unwrap_or_default())
    }

    /// One round on one channel.
    ///
    /// # Errors
    /// As [`Delivery::deliver_due`].
    pub async fn deliver_on(self, channel: Channel, now: DateTime<Utc>, round: &mut Round) -> Result<()> {
        let lease = uuid::Uuid::new_v4();
        let mut tx = Transaction::autocommit(&self.services.pool).await?;
        let limit = i64::try_from(IN_FLIGHT).unwrap_or(1);
        let claimed = db::deliveries::claim(&mut tx, channel, lease, now, now + LEASE, limit).await?;
        drop(tx);
        if claimed.is_empty() {
            return Ok(());
        }
        let rests = AtomicBool::new(false);
        let attempts =
            futures::stream::iter(claimed).map(|row| self.attempt(channel, row, lease, &rests, now));
        let ended: Vec<Result<Ended>> = attempts.buffer_unordered(IN_FLIGHT).collect().await;
        let before = round.sent;
        for ended in ended {
            let (count, word) = match ended? {
                Ended::Sent => (&mut round.sent, "sent"),
                Ended::Skipped(_) => (&mut round.skipped, "skipped"),
                Ended::Failed(_) => (&mut round.failed, "failed"),
                Ended::Later(..) | Ended::Untried(_) => (&mut round.later, "later"),
            };
            *count += 1;
            metrics::counter!("locum_deliveries_total", "channel" => channel.code(), "outcome" => word)
                .increment(1);
        }
        if round.sent > before && !rests.load(Ordering::Relaxed) {
            let mut tx = Transaction::autocommit(&self.services.pool).await?;
            db::deliveries::recovered(&mut tx, channel, now).await?;
        }
        Ok(())
    }

    /// Tries one delivery and notes how it ended.
    async fn attempt(
        self,
        channel: Channel,
        row: Claimed,
        lease: uuid::Uuid,
        rests: &AtomicBool,
        now: DateTime<Utc>,
    ) -> Result<Ended> {
        let attempt = Attempt {
            row: &row,
            channel,
            public_url: &self.services.transports.public_url,
            now,
        };
        let outcome = match attempt.prepare() {
            Err(NotSent::NotWanted(why)) => Err(why),
            Err(NotSent::Unreadable(why)) => Ok(Outcome::Later(why)),
            Ok(message) => match tokio::time::timeout(PATIENCE, self.send(&attempt, &message)).await {
                Ok(outcome) => Ok(outcome?),
                Err(_) => {
                    let why = format!("no answer within {} seconds", PATIENCE.as_secs());
                    Ok(Outcome::Unreachable(why))
                }
            },
        };
        let mut tx = Transaction::autocommit(&self.services.pool).await?;
        let jitter = self.services.transports.jitter;
        let ended = match outcome {
            Err(why) => Ended::Skipped(why.to_owned()),
            Ok(Outcome::Sent) => Ended::Sent,
            Ok(Outcome::Refused(why)) => Ended::Failed(why),
            Ok(Outcome::Later(why)) => later(wait_after(row.attempts, jitter()), why, now),
            Ok(Outcome::Unreachable(why)) => {
                rests.store(true, Ordering::Relaxed);
                db::deliveries::pause(&mut tx, channel, now + rest(jitter()), Some(why.clone())).await?;
                later(wait_out(row.attempts, now - row.at, jitter()), why, now)
            }
            Ok(Outcome::Throttled(wait)) => {
                rests.store(true, Ordering::Relaxed);
                db::deliveries::pause(&mut tx, channel, now + wait, None).await?;
                Ended::Untried(now + wait)
            }
        };
        if let Ended::Failed(why) | Ended::Later(_, why) = &ended {
            tracing::warn!(channel = channel.code(), message = row.outbox_id, attempt = row.attempts, %why, "a message was not delivered");
        }
        db::deliveries::end_attempt(&mut tx, channel, row.outbox_id, lease, ended.clone(), now).await?;
        Ok(ended)
    }

    async fn send(self, attempt: &Attempt<'_>, message: &OutgoingMessage) -> Result<Outcome> {
        let Some(transport) = self.services.transports.on(attempt.channel) else {
            return Ok(Outcome::Later("this channel is not configured here".to_owned()));
        };
        let sent = transport.send(message).await;
        if let Some(account) = sent.slack_account {
            self.keep_slack_account(attempt.row, account, attempt.now).await?;
        }
        Ok(sent.outcome)
    }

    async fn keep_slack_account(
        self,
        row: &Claimed,
        account: SlackAccount,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let mut tx = Transaction::autocommit(&self.services.pool).await?;
        match account {
            SlackAccount::Found { email, id } => {
                db::deliveries::remember_slack_user(&mut tx, row.person(), &email, &id, now).await?;
            }
            SlackAccount::Gone => db::deliveries::forget_slack_user(&mut tx, row.person()).await?,
        }
        Ok(())
    }
}

/// Again after the wait, or never where it was the last attempt.
fn later(wait: Option<TimeDelta>, why: String, now: DateTime<Utc>) -> Ended {
    match wait {
        Some(wait) => Ended::Later(now + wait, why),
        None => Ended::Failed(why),
    }
}
