//! Operations that go by batches: each batch is a transaction, which also says how far the operation is. A process that is killed
//! leaves the batch undone and the row as it was, so the next one begins where it should.

use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use db::operations::Leased;
use db::operations::batches::{Position, Reached};
use db::transaction::Transaction;
use domain::operation::{OperationKind, pause_before_retry};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::Instant;
use uuid::Uuid;

use super::drive::{TURN, Turn, lease_end};
use super::notify::notify_ended;
use super::read::summary_of;
use super::resume::STOPPED;
use super::{access_review, actor_of, reassign_all};
use crate::actor::PersonActor;
use crate::operations::Operations;
use crate::{Error, Result, Services};

/// What a batch did.
pub(super) struct Batch {
    /// How far the operation is now.
    pub(super) reached: Reached,
    /// Somebody is asked no more, or has left: a sweep follows.
    pub(super) takes_away: bool,
}

/// What came of an attempt at a batch.
#[derive(Debug, Clone, Copy)]
enum After {
    /// It is done, and another one comes.
    Done,
    /// The operation has ended.
    Ended,
    /// It is to be tried again after so long.
    Failed(TimeDelta),
}

impl Operations<'_> {
    /// Does batches until it is finished, somebody else has taken it over, its turn is over, or one fails for a reason that may pass.
    pub(super) async fn carry_on_by_batches(
        self,
        operation: &Leased,
        kind: OperationKind,
        holder: Uuid,
        waiting: Option<&AtomicBool>,
    ) -> Result<Turn> {
        let begun = Instant::now();
        let actor = actor_of(operation)?;
        loop {
            match self.do_batch((operation, kind), &actor, waiting).await? {
                After::Ended => return Ok(Turn::Over),
                After::Failed(pause) if !pause.is_zero() => {
                    return self.pause(operation, holder, pause).await;
                }
                After::Failed(_) | After::Done => {}
            }
            let mut tx = Transaction::autocommit(&self.services.pool).await?;
            let is_mine =
                db::operations::renew(&mut tx, operation.id, holder, lease_end(self.services.now())).await?;
            if begun.elapsed() >= TURN || !is_mine {
                return Ok(Turn::Over);
            }
        }
    }

    async fn do_batch(
        self,
        (operation, kind): (&Leased, OperationKind),
        actor: &PersonActor,
        waiting: Option<&AtomicBool>,
    ) -> Result<After> {
        let _slot = self.services.operation_slots.acquire().await;
        let now = self.services.now();
        let outcome = Transaction::run(&self.services.pool, async |tx| {
            let Some(position) = under_way(tx, operation.id).await? else {
                return Ok(None);
            };
            let batch = next_batch(self.services, tx, (operation, kind), actor, position, now).await?;
            db::operations::batches::advance(tx, operation.id, &batch.reached).await?;
            if batch.reached.finished_at.is_some() {
                notify(tx, operation, waiting, now).await?;
            }
            Ok(Some(batch))
        })
        .await;
        match outcome {
            Ok(None) => Ok(After::Ended),
            Ok(Some(batch)) => {
                if batch.takes_away {
                    self.services
                        .tasks()
                        .sweep_after_change(actor.in_own_right())
                        .await;
                }
                Ok(match batch.reached.finished_at {
                    Some(_) => After::Ended,
                    None => After::Done,
                })
            }
            Err(Error::Unavailable(cause)) => Err(Error::Unavailable(cause)),
            Err(Error::Transient(cause)) => self.count_attempt((operation, kind), cause, waiting).await,
            Err(other) => {
                self.stop((operation, kind), stopped((operation, kind), &other), waiting)
                    .await?;
                Ok(After::Ended)
            }
        }
    }

    /// A batch failed for a reason that may pass, and was undone. After the last attempt the operation stops.
    async fn count_attempt(
        self,
        (operation, kind): (&Leased, OperationKind),
        cause: crate::error::Cause,
        waiting: Option<&AtomicBool>,
    ) -> Result<After> {
        tracing::warn!(%cause, operation = %operation.id, "a batch of an operation was undone");
        let mut tx = Transaction::autocommit(&self.services.pool).await?;
        let attempts = db::operations::batches::count_attempt(&mut tx, operation.id).await?;
        drop(tx);
        let Some(attempts) = attempts else {
            return Ok(After::Ended);
        };
        if let Some(pause) = pause_before_retry(attempts) {
            return Ok(After::Failed(pause));
        }
        let why = stopped((operation, kind), &Error::Transient(cause));
        self.stop((operation, kind), why, waiting).await?;
        Ok(After::Ended)
    }

    /// Ends it before its end: what was done until now is done.
    async fn stop(
        self,
        (operation, kind): (&Leased, OperationKind),
        why: String,
        waiting: Option<&AtomicBool>,
    ) -> Result<()> {
        let why = why.replace('\0', "\u{fffd}");
        let now = self.services.now();
        Transaction::run(&self.services.pool, async |tx| {
            let Some(position) = under_way(tx, operation.id).await? else {
                return Ok(());
            };
            let mut result = position.result;
            if kind == OperationKind::AccessReview {
                access_review::break_off(tx, operation, &result, &why, now).await?;
            }
            if let Some(result) = result.as_object_mut() {
                result.insert(STOPPED.to_owned(), why.clone().into());
            }
            let at = now.max(position.created_at);
            db::operations::batches::set_result(tx, operation.id, result, Some(at)).await?;
            notify(tx, operation, waiting, now).await
        })
        .await
    }
}

/// The operation, locked; none: it has ended.
pub(super) async fn under_way(tx: &mut Transaction, id: Uuid) -> Result<Option<Position>> {
    let position = db::operations::batches::lock(tx, id).await?;
    Ok(position.filter(|position| position.finished_at.is_none()))
}

async fn next_batch(
    services: &Services,
    tx: &mut Transaction,
    (operation, kind): (&Leased, OperationKind),
    actor: &PersonActor,
    position: Position,
    now: DateTime<Utc>,
) -> Result<Batch> {
    match kind {
        OperationKind::ReassignAll => reassign_all::next_batch(tx, (operation, actor), position, now).await,
        OperationKind::AccessReview => {
            access_review::next_batch(services, tx, (operation, actor), position, now).await
        }
        OperationKind::Decide
        | OperationKind::Reassign
        | OperationKind::Comment
        | OperationKind::PeopleImport
        | OperationKind::Reconcile => Err(Error::internal(format!("{} does not go by batches", kind.code()))),
    }
}

fn stopped((operation, kind): (&Leased, OperationKind), error: &Error) -> String {
    match kind {
        OperationKind::ReassignAll => reassign_all::stopped(error),
        OperationKind::AccessReview => access_review::stopped(operation, error),
        OperationKind::Decide
        | OperationKind::Reassign
        | OperationKind::Comment
        | OperationKind::PeopleImport
        | OperationKind::Reconcile => error.to_string(),
    }
}

/// Notifies who started it, unless a request waits for it. Where somebody else resumed it, both are notified: one request is not both.
async fn notify(
    tx: &mut Transaction,
    operation: &Leased,
    waiting: Option<&AtomicBool>,
    now: DateTime<Utc>,
) -> Result<()> {
    let is_waited_for = waiting.is_some_and(|waiting| waiting.load(Ordering::Relaxed));
    if is_waited_for && operation.other_resumer().is_none() {
        return Ok(());
    }
    let overview = db::operations::read::overview(tx, operation.id).await?;
    let Some(overview) = overview else { return Ok(()) };
    match summary_of(&overview) {
        Some(summary) => notify_ended(tx, operation, (summary, overview.stopped), now).await,
        None => Ok(()),
    }
}

/// Reads what an operation keeps of its form.
pub(super) fn read<T: DeserializeOwned>(input: &str) -> Result<T> {
    serde_json::from_str(input).map_err(Error::internal)
}

/// What an operation keeps of its batches.
pub(super) fn to_value(kept: &impl Serialize) -> Result<serde_json::Value> {
    serde_json::to_value(kept).map_err(Error::internal)
}
