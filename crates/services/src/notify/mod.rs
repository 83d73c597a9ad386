//! Delivering messages by mail and Slack (N), after the change has committed (G3). A round claims a few deliveries that are
//! due, tries them at once and notes how each ended; `server` runs rounds until it is asked to end, on any number of nodes.
//! What a message says is `notifications`'.

mod attempt;
pub mod config;
mod letter;
mod mail;
pub mod settings;
mod slack;
mod slack_api;
pub mod undelivered;
mod wake;

use db::transaction::Transaction;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use db::deliveries::{Claimed, Ended};
use domain::delivery::{Channel, rest, wait_after, wait_out};
use futures::StreamExt;

use crate::{Result, Services};
use attempt::{Attempt, Outcome};
pub use config::{MailConfig, NotifyConfig, Secret, SlackConfig};
pub use wake::Wake;

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

/// What there is to deliver with.
pub struct Transports {
    public_url: String,
    mail: Option<mail::Mail>,
    slack: Option<slack::Slack>,
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
            mail: None,
            slack: None,
            jitter: || 0.5,
        }
    }

    /// As configured; connects to nothing yet.
    ///
    /// # Errors
    /// Names the setting that cannot be used, and never repeats it: it may hold a password.
    pub fn new(config: &NotifyConfig, jitter: Jitter) -> std::result::Result<Self, config::Unusable> {
        Ok(Self {
            public_url: config.public_url.clone(),
            mail: config.mail.as_ref().map(mail::Mail::new).transpose()?,
            slack: config.slack.as_ref().map(slack::Slack::new).transpose()?,
            jitter,
        })
    }

    /// Judges settings without using them.
    ///
    /// # Errors
    /// As [`Transports::new`].
    pub fn check(config: &NotifyConfig) -> std::result::Result<(), config::Unusable> {
        config.mail.as_ref().map(mail::check).transpose()?;
        config.slack.as_ref().map(slack::check).transpose()?;
        Ok(())
    }

    /// The channels that are configured.
    pub fn channels(&self) -> Vec<Channel> {
        let mail = self.mail.as_ref().map(|_| Channel::Email);
        mail.into_iter()
            .chain(self.slack.as_ref().map(|_| Channel::Slack))
            .collect()
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

    /// The channels that are configured.
    pub fn channels(&self) -> Vec<Channel> {
        self.transports.channels()
    }

    /// One round over everything: new messages, then each channel. Bounded; another round goes on.
    ///
    /// # Errors
    /// When the database fails. What was in hand is taken up again when its lease ends.
    pub async fn deliver_due(&self, now: DateTime<Utc>) -> Result<Round> {
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
    pub async fn take_up_messages(&self, now: DateTime<Utc>) -> Result<usize> {
        let mut tx = Transaction::autocommit(&self.pool).await?;
        let taken = db::deliveries::spread(&mut tx, &self.channels(), now, BATCH).await?;
        Ok(usize::try_from(taken).unwrap_or_default())
    }

    /// One round on one channel.
    ///
    /// # Errors
    /// As [`Services::deliver_due`].
    pub async fn deliver_on(&self, channel: Channel, now: DateTime<Utc>, round: &mut Round) -> Result<()> {
        let lease = uuid::Uuid::new_v4();
        let mut tx = Transaction::autocommit(&self.pool).await?;
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
            let mut tx = Transaction::autocommit(&self.pool).await?;
            db::deliveries::recovered(&mut tx, channel, now).await?;
        }
        Ok(())
    }

    /// Tries one delivery and notes how it ended.
    async fn attempt(
        &self,
        channel: Channel,
        row: Claimed,
        lease: uuid::Uuid,
        rests: &AtomicBool,
        now: DateTime<Utc>,
    ) -> Result<Ended> {
        let attempt = Attempt {
            row: &row,
            channel,
            public_url: &self.transports.public_url,
            now,
        };
        let outcome = match attempt.prepare() {
            Err(outcome) => outcome,
            Ok(letter) => match tokio::time::timeout(PATIENCE, self.send(&attempt, &letter)).await {
                Ok(outcome) => outcome?,
                Err(_) => Outcome::Unreachable(format!("no answer within {} seconds", PATIENCE.as_secs())),
            },
        };
        let mut tx = Transaction::autocommit(&self.pool).await?;
        let jitter = self.transports.jitter;
        let ended = match outcome {
            Outcome::Sent => Ended::Sent,
            Outcome::NotWanted(why) => Ended::Skipped(why),
            Outcome::Refused(why) => Ended::Failed(why),
            Outcome::Later(why) => later(wait_after(row.attempts, jitter()), why, now),
            Outcome::Unreachable(why) => {
                rests.store(true, Ordering::Relaxed);
                db::deliveries::pause(&mut tx, channel, now + rest(jitter()), Some(why.clone())).await?;
                later(wait_out(row.attempts, now - row.at, jitter()), why, now)
            }
            Outcome::Throttled(wait) => {
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

    async fn send(&self, attempt: &Attempt<'_>, letter: &letter::Letter) -> Result<Outcome> {
        Ok(
            match (attempt.channel, &self.transports.mail, &self.transports.slack) {
                (Channel::Email, Some(mail), _) => mail.send(attempt, letter).await,
                (Channel::Slack, _, Some(slack)) => {
                    let found = slack.send(attempt, letter).await;
                    if let Some(change) = found.user {
                        self.keep_slack_user(attempt.row, change, attempt.now).await?;
                    }
                    found.outcome
                }
                _ => Outcome::Later("this channel is not configured here".to_owned()),
            },
        )
    }

    async fn keep_slack_user(&self, row: &Claimed, change: slack::User, now: DateTime<Utc>) -> Result<()> {
        let mut tx = Transaction::autocommit(&self.pool).await?;
        match change {
            slack::User::Found { email, id } => {
                db::deliveries::remember_slack_user(&mut tx, row.person(), &email, &id, now).await?;
            }
            slack::User::Gone => db::deliveries::forget_slack_user(&mut tx, row.person()).await?,
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
