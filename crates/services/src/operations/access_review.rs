//! The tasks of an access review are made (T15), a batch at a time.

use chrono::{DateTime, Utc};
use db::operations::Leased;
use db::operations::batches::{Position, Reached};
use db::transaction::Transaction;
use domain::operation::{Act, Further, Summary};
use uuid::Uuid;

use super::batches::{Batch, read, to_value};
use crate::access_reviews::make::{MadeUntilNow, MakeReview};
use crate::actor::PersonActor;
use crate::operations::Operations;
use crate::{Error, Result, Services};

/// A review that is started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReviewMade {
    /// Its tasks.
    pub tasks: usize,
    /// Grants for which nobody may decide (T12).
    pub refused: usize,
}

impl Operations<'_> {
    /// What was made of a review. None: its tasks are still being made, or that was broken off.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn review_made(self, operation: Uuid) -> Result<Option<ReviewMade>> {
        let mut conn = self.services.pool.get().await?;
        let Some((_, result)) = db::operations::read::ended(&mut conn, operation).await? else {
            return Ok(None);
        };
        if result.get(super::resume::STOPPED).is_some() {
            return Ok(None);
        }
        let made = kept(result)?;
        Ok(Some(ReviewMade {
            tasks: made.tasks,
            refused: made.refused,
        }))
    }
}

/// What a batch did, and whether it was the last one.
pub(super) async fn next_batch(
    services: &Services,
    tx: &mut Transaction,
    (operation, actor): (&Leased, &PersonActor),
    position: Position,
    now: DateTime<Utc>,
) -> Result<Batch> {
    let make: MakeReview = read(&operation.input)?;
    let made = kept(position.result)?;
    let made = services
        .access_reviews()
        .make_next(tx, actor, &make, made, now)
        .await?;
    let number = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
    let (tasks, refused) = (number(made.tasks), number(made.refused));
    let so_far = tasks.saturating_add(refused);
    let total = if made.is_last {
        so_far
    } else {
        so_far.max(position.total.unwrap_or_default())
    };
    Ok(Batch {
        reached: Reached {
            total: Some(total),
            done: tasks,
            failed: refused,
            unknown: 0,
            result: to_value(&made)?,
            finished_at: made.is_last.then_some(now.max(position.created_at)),
        },
        takes_away: false,
    })
}

/// It ends before its end: the review says so, and who holds a role that was asked until then is notified (T11).
pub(super) async fn break_off(
    tx: &mut Transaction,
    operation: &Leased,
    result: &serde_json::Value,
    why: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    db::access_reviews::set_broken_off(tx, operation.id, Some(why)).await?;
    let (make, made) = (read::<MakeReview>(&operation.input), kept(result.clone()));
    let (Ok(make), Ok(made)) = (make, made) else {
        // What cannot be read has been the reason.
        return Ok(());
    };
    make.notify_pools(tx, &made, now).await
}

/// Why it stopped, in words.
pub(super) fn stopped(operation: &Leased, error: &Error) -> String {
    match error {
        Error::Forbidden => {
            let did = if operation.other_resumer().is_some() {
                "resumed"
            } else {
                "started"
            };
            format!("whoever {did} it may no longer run access reviews")
        }
        Error::Transient(_) => {
            "the other tasks could not be made for the moment, after several attempts".to_owned()
        }
        other => {
            tracing::error!(error = %other.chain(), "an access review stopped before its end");
            "the other tasks could not be made".to_owned()
        }
    }
}

/// What it does, and how far it is: grants in all, tasks made, and grants without one.
pub(super) fn summary(input: &str, (total, done, failed): (Option<i32>, i64, i64)) -> Option<Summary> {
    let make: MakeReview = read(input).ok()?;
    Some(Summary {
        act: Act::StartReview,
        about: Some(make.title),
        total: i64::from(total.unwrap_or_default()),
        done,
        failed,
        further: Further::default(),
    })
}

/// The review.
pub(super) fn review(input: &str) -> Option<i64> {
    let make: MakeReview = read(input).ok()?;
    Some(make.review)
}

fn kept(result: serde_json::Value) -> Result<MadeUntilNow> {
    serde_json::from_value(result).map_err(Error::internal)
}
