//! Continuing operations: by the request that starts one for a moment, and by each server until it is done.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use db::operations::Leased;
use db::transaction::Transaction;
use domain::operation::{Further, Summary, pause_before_retry};
use futures::StreamExt;
use tokio::time::{Instant, timeout};
use uuid::Uuid;

use super::actor_of;
use super::notify::notify_ended;
use super::start::BulkInput;
use super::tasks::Noted;
use crate::operations::Operations;
use crate::{Error, Result};

/// Things that are done before anything else is asked: so small an operation is finished by the request that starts it.
pub const LEAST: usize = 25;

/// How long one operation is continued before the next one's turn comes.
pub(super) const TURN: Duration = Duration::from_secs(1);

/// How long a request waits for what it started. Then its page says how far it is.
const PATIENCE: Duration = Duration::from_secs(5);

/// Between two looks at what others work on.
const LOOK: Duration = Duration::from_millis(50);

/// How long a server that says nothing is believed to be at work.
const LEASE: TimeDelta = TimeDelta::seconds(15);

/// Things done at the same moment, of one operation and of all that a process works on: more would take connections from everybody
/// else and gain nothing.
pub(crate) const AT_ONCE: usize = 6;

impl Operations<'_> {
    /// Continues an operation for a moment, whatever becomes of the request that asked for it; a server does the rest.
    pub async fn begin(self, id: Uuid) {
        let services = self.services.clone();
        let waits = Waits::new();
        let waiting = Arc::clone(&waits.0);
        let turn = tokio::spawn(async move {
            if services.operations().take_a_turn(Some((id, waiting))).await? {
                Ok(())
            } else {
                services.operations().wait_for_others(id).await
            }
        });
        match timeout(PATIENCE, turn).await {
            Ok(Ok(Ok(()))) | Err(_) => {}
            Ok(Ok(Err(error))) => {
                tracing::warn!(error = %error.chain(), operation = %id, "an operation stopped: it is continued")
            }
            Ok(Err(error)) => {
                tracing::error!(%error, operation = %id, "an operation broke off: it is continued")
            }
        }
        self.services.wake.up();
    }

    /// Waits for a moment until others, who work on it, have finished.
    async fn wait_for_others(self, id: Uuid) -> Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < TURN {
            let mut conn = self.services.pool.get().await?;
            if db::operations::read::ended(&mut conn, id).await?.is_some() {
                return Ok(());
            }
            drop(conn);
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }

    /// Continues whatever was continued longest ago, for a moment. False: there is nothing to continue.
    ///
    /// # Errors
    /// When the database fails; what has been done until then is done.
    pub async fn continue_all(self) -> Result<bool> {
        if self.take_a_turn(None).await? {
            Ok(true)
        } else {
            self.end_killed_commands().await?;
            Ok(false)
        }
    }

    /// With an operation, that one, for a request that waits for it while the flag says so. False: there is nothing to do, or others do
    /// it.
    async fn take_a_turn(self, wanted: Option<(Uuid, Arc<AtomicBool>)>) -> Result<bool> {
        let (wanted, waiting) = wanted.unzip();
        let holder = Uuid::new_v4();
        let mut tx = Transaction::autocommit(&self.services.pool).await?;
        let now = self.services.now();
        let leased = db::operations::lease(&mut tx, wanted, holder, now, lease_end(now)).await?;
        drop(tx);
        let Some(operation) = leased else {
            return Ok(false);
        };
        let waiting = waiting.as_deref();
        let kind = operation.kind;
        let worked = if kind.goes_by_batches() {
            self.carry_on_by_batches(&operation, kind, holder, waiting).await
        } else {
            self.carry_on(&operation, holder, waiting).await
        };
        if !matches!(worked, Ok(Turn::Paused)) {
            let mut tx = Transaction::autocommit(&self.services.pool).await?;
            db::operations::release(&mut tx, operation.id, holder).await?;
        }
        worked.map(|_| true)
    }

    /// Lets nobody continue it for a moment: what failed is tried again then.
    pub(super) async fn pause(self, operation: &Leased, holder: Uuid, pause: TimeDelta) -> Result<Turn> {
        let mut tx = Transaction::autocommit(&self.services.pool).await?;
        db::operations::renew(&mut tx, operation.id, holder, self.services.now() + pause).await?;
        Ok(Turn::Paused)
    }

    /// Works on it until it is finished, somebody else has taken it over, or its turn is over.
    async fn carry_on(self, operation: &Leased, holder: Uuid, waiting: Option<&AtomicBool>) -> Result<Turn> {
        let begun = Instant::now();
        let input: BulkInput = serde_json::from_str(&operation.input).map_err(Error::internal)?;
        let actor = actor_of(operation)?;
        let (mut takes_away, mut has_failed, mut is_over) = (false, false, false);
        loop {
            let mut conn = self.services.pool.get().await?;
            let limit = i64::try_from(LEAST).unwrap_or(i64::MAX);
            let mut pending = db::operations::pending(&mut conn, operation.id, limit).await?;
            drop(conn);
            let Some(attempts) = pending.first().map(|first| first.attempts) else {
                // Nobody waits for a pool that has run empty until all of it is done.
                if takes_away {
                    self.services
                        .tasks()
                        .sweep_after_change(actor.in_own_right())
                        .await;
                }
                return self.finish(operation, &input, waiting).await;
            };
            let pause = pause_before_retry(attempts).filter(|pause| has_failed && !pause.is_zero());
            if let Some(pause) = pause {
                if takes_away {
                    self.services
                        .tasks()
                        .sweep_after_change(actor.in_own_right())
                        .await;
                }
                return self.pause(operation, holder, pause).await;
            }
            if is_over {
                if takes_away {
                    self.services
                        .tasks()
                        .sweep_after_change(actor.in_own_right())
                        .await;
                }
                return Ok(Turn::Over);
            }
            pending.retain(|one| one.attempts == attempts);
            let noted: Vec<Result<Noted>> = futures::stream::iter(pending)
                .map(|one| self.do_one(operation.id, &actor, one, &input.act))
                .buffer_unordered(AT_ONCE)
                .collect()
                .await;
            for noted in noted {
                let noted = noted?;
                takes_away |= noted.takes_away;
                has_failed |= noted.is_retried;
            }
            let mut tx = Transaction::autocommit(&self.services.pool).await?;
            let is_mine =
                db::operations::renew(&mut tx, operation.id, holder, lease_end(self.services.now())).await?;
            // What is finished is said so at once, and what failed is put off, and not by the next turn.
            is_over = begun.elapsed() >= TURN || !is_mine;
        }
    }

    /// Ends it if nothing of it is pending. Where no request waits for it, who started it is notified.
    async fn finish(
        self,
        operation: &Leased,
        input: &BulkInput,
        waiting: Option<&AtomicBool>,
    ) -> Result<Turn> {
        let now = self.services.now();
        Transaction::run(&self.services.pool, async |tx| {
            let Some(finished) = db::operations::finish(tx, operation.id, now).await? else {
                return Ok(Turn::Over);
            };
            let is_waited_for = waiting.is_some_and(|waiting| waiting.load(Ordering::Relaxed));
            if is_waited_for {
                return Ok(Turn::Over);
            }
            let failed = i64::from(finished.failed) + i64::from(finished.unknown);
            let further = Further {
                next_step: finished.next_step,
                cancelled: finished.cancelled,
            };
            let summary = Summary {
                further,
                ..input.summary((finished.total, finished.done.into(), failed))
            };
            notify_ended(tx, operation, (summary, None), now).await?;
            Ok(Turn::Over)
        })
        .await
    }
}

/// How a turn at an operation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// It is finished, or whoever comes next continues it.
    Over,
    /// Something failed for a reason that may pass: the lease goes on until it is tried again.
    Paused,
}

/// A request waits for what it started until this is dropped: when it is answered, or when its client goes away.
struct Waits(Arc<AtomicBool>);

impl Waits {
    fn new() -> Self {
        Self(Arc::new(AtomicBool::new(true)))
    }
}

impl Drop for Waits {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

pub(super) fn lease_end(now: DateTime<Utc>) -> DateTime<Utc> {
    now + LEASE
}
