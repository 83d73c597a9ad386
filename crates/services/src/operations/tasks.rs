//! One task of an operation (T14): done, or refused, in a transaction of its own.

use chrono::{DateTime, Utc};
use db::operations::{Pending, note, note_outcome};
use db::transaction::Transaction;
use domain::operation::{ItemOutcome, ItemState, pause_before_retry};
use domain::task::Decision;
use uuid::Uuid;

use super::start::BulkAct;
use crate::access;
use crate::actor::PersonActor;
use crate::operations::Operations;
use crate::tasks::turn::Acted;
use crate::tasks::{PassingOn, Verdict, comment, decide, reassign};
use crate::{Error, Result};

/// What became of one task.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Noted {
    /// A role was taken away: a pool may have run empty by it (T12).
    pub(super) takes_away: bool,
    /// Nothing was done, for a reason that may pass: it is to be tried again.
    pub(super) is_retried: bool,
    /// It was approved, and is not approved by that.
    outcome: Option<ItemOutcome>,
}

/// Its place among the things of an operation.
type Place = (Uuid, i32);

impl Operations<'_> {
    /// Does it, unless somebody else has; or notes why not.
    ///
    /// # Errors
    /// When the database cannot be reached: then nothing is noted, and it is tried again.
    pub(super) async fn do_one(
        self,
        operation: Uuid,
        actor: &PersonActor,
        one: Pending,
        act: &BulkAct,
    ) -> Result<Noted> {
        let place = (operation, one.position);
        // Fair: a small operation waits for a few tasks of a large one, not for all.
        let _slot = self.services.operation_slots.acquire().await;
        let now = self.services.now();
        match Transaction::run(&self.services.pool, async |tx| {
            attempt(tx, actor, (place, one), act, now).await
        })
        .await
        {
            Ok(noted) => {
                if let (Some(_), BulkAct::Decide { decision, .. }) = (noted, act) {
                    metrics::counter!("locum_decisions_total", "decision" => decision.code()).increment(1);
                }
                Ok(noted.unwrap_or_default())
            }
            Err(Error::Unavailable(cause)) => Err(Error::Unavailable(cause)),
            Err(Error::Transient(cause)) => self.note_attempt(place, cause, act).await,
            Err(refused) => {
                self.note_refused(place, &refused, act).await?;
                Ok(Noted::default())
            }
        }
    }

    /// Nothing was done, for a reason that may pass. After the last attempt that is how it ends.
    async fn note_attempt(self, place: Place, cause: crate::error::Cause, act: &BulkAct) -> Result<Noted> {
        tracing::warn!(%cause, operation = %place.0, "one of several tasks could not be dealt with for the moment");
        let mut tx = Transaction::autocommit(&self.services.pool).await?;
        let attempts = db::operations::count_attempt(&mut tx, place).await?;
        drop(tx);
        let is_retried = attempts.is_some_and(|attempts| pause_before_retry(attempts).is_some());
        if attempts.is_some() && !is_retried {
            self.note_refused(place, &Error::Transient(cause), act).await?;
        }
        Ok(Noted {
            is_retried,
            ..Noted::default()
        })
    }

    /// Nothing was done: what was done for it is rolled back.
    async fn note_refused(self, place: Place, refused: &Error, act: &BulkAct) -> Result<()> {
        let mut tx = Transaction::autocommit(&self.services.pool).await?;
        let (state, refusal) = match refused {
            Error::NotFound => (ItemState::Unknown, None),
            other => {
                let words = in_words(other, act).replace('\0', "\u{fffd}");
                (ItemState::Failed, Some((words, field_of(other))))
            }
        };
        note(&mut tx, place, ItemState::Pending, state, refusal).await?;
        Ok(())
    }
}

/// Notes that it is done, and does it. None: nothing was done, as somebody else has dealt with it, or as it was cancelled instead.
async fn attempt(
    tx: &mut Transaction,
    actor: &PersonActor,
    (place, one): (Place, Pending),
    act: &BulkAct,
    now: DateTime<Utc>,
) -> Result<Option<Noted>> {
    if !note(tx, place, ItemState::Pending, ItemState::Done, None).await? {
        return Ok(None);
    }
    match carry_out(tx, actor, one, act, now).await? {
        Acted::Done(noted) => {
            if let Some(outcome) = noted.outcome {
                note_outcome(tx, place, outcome).await?;
            }
            Ok(Some(noted))
        }
        Acted::SubjectLeft(words) => {
            note(tx, place, ItemState::Done, ItemState::Failed, Some((words, None))).await?;
            Ok(None)
        }
    }
}

async fn carry_out(
    tx: &mut Transaction,
    actor: &PersonActor,
    one: Pending,
    act: &BulkAct,
    now: DateTime<Utc>,
) -> Result<Acted<Noted>> {
    let (task, step) = (one.task(), one.step);
    match act {
        BulkAct::Decide { decision, reason } => {
            let permitted = access::require(tx, actor, actor.person(), now).await?;
            let verdict = Verdict {
                decision: *decision,
                reason,
                step,
            };
            let acted = decide::decide(tx, permitted, task, verdict, now).await?;
            Ok(acted.map(|decided| Noted {
                takes_away: decided.takes_away,
                outcome: match decision {
                    Decision::Approve => ItemOutcome::of_approval(decided.state),
                    Decision::Deny => None,
                },
                ..Noted::default()
            }))
        }
        BulkAct::Reassign { to, reason } => {
            let passing = PassingOn {
                to,
                reason,
                from: None,
                step,
                suggest: true,
            };
            let acted = reassign::by_person(tx, actor, task, passing, now).await?;
            Ok(acted.map(|_| Noted::default()))
        }
        BulkAct::Comment { comment: words } => {
            let permitted = access::require(tx, actor, actor.person(), now).await?;
            comment::add(tx, permitted, task, words, now).await?;
            Ok(Acted::Done(Noted::default()))
        }
    }
}

/// The field of the form that is wrong.
fn field_of(error: &Error) -> Option<&'static str> {
    match error {
        Error::Invalid(problems) => problems.first().map(|problem| problem.field),
        _ => None,
    }
}

fn in_words(error: &Error, act: &BulkAct) -> String {
    match error {
        Error::Invalid(problems) => {
            let messages: Vec<_> = problems.iter().map(|problem| problem.message.clone()).collect();
            messages.join(". ")
        }
        Error::Conflict(words) | Error::NobodyEligible(words) => words.clone(),
        Error::Forbidden if matches!(act, BulkAct::Reassign { .. }) => {
            "you may not pass it on: its step forbids that, or it waits for somebody else".to_owned()
        }
        Error::Forbidden => "it waits for somebody else".to_owned(),
        Error::Transient(_) => {
            "it could not be dealt with for the moment, after several attempts: try again".to_owned()
        }
        other => {
            tracing::error!(error = %other.chain(), "one of several tasks could not be dealt with");
            "it could not be dealt with for the moment: try again".to_owned()
        }
    }
}
