//! An operation that stopped before its end is resumed: what was done stays done, and the rest is done.

use chrono::{DateTime, Utc};
use db::operations::batches::{ResumedBy, lock, set_resumed_by};
use db::operations::read::{Overview, overview};
use db::transaction::Transaction;
use domain::operation::OperationKind;
use uuid::Uuid;

use super::read::{Subject, subject_of};
use super::resume::{Resume, resume};
use super::start::NotStarted;
use crate::access::{self, Everywhere, OverseeTasks, Permitted, RunAccessReviews};
use crate::access_reviews::note_resumed;
use crate::actor::PersonActor;
use crate::{Error, Result, Services};

/// What became of an operation that was to be resumed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resumed {
    /// It goes on; false: it had not stopped, or somebody was quicker.
    pub is_resumed: bool,
    /// What it is about.
    pub subject: Subject,
}

impl Services {
    /// Resumes an operation that stopped before its end at `stopped_at` (microseconds): a second click finds that it goes on already,
    /// or that it stopped at another instant since. From then on it acts for whoever resumes it; who started it
    /// stays that. Nothing more is done yet.
    ///
    /// An access review is resumed by whoever may run access reviews, and that is audited as its start was; a reassignment by who
    /// started it.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for who may not, [`Error::NotFound`] where there is none, or none for this person;
    /// [`NotStarted::TooMany`] for somebody who is too quick.
    pub async fn resume_operation(
        &self,
        actor: &PersonActor,
        id: Uuid,
        stopped_at: Option<i64>,
    ) -> std::result::Result<Resumed, NotStarted> {
        let (person, own) = (actor.person(), actor.in_own_right());
        let now = self.now();
        Transaction::run(&self.pool, async |tx| {
            let position = lock(tx, id).await?.ok_or(Error::NotFound)?;
            let overview = overview(tx, id).await?.ok_or(Error::NotFound)?;
            let review = permit(tx, &overview, actor, now).await?;
            let mut resumed = Resumed {
                is_resumed: false,
                subject: subject_of(&overview),
            };
            let finished_at = position.finished_at.map(|at| at.timestamp_micros());
            let has_stopped = overview.stopped.is_some() && finished_at.is_some();
            if !has_stopped || finished_at != stopped_at {
                return Ok(resumed);
            }
            self.brakes().operation(person).map_err(NotStarted::TooMany)?;
            if resume(tx, id).await? == Resume::Resumed {
                let by = ResumedBy {
                    resumed_by: person.0,
                    resumed_through: own.through(),
                    resumed_request_id: own.own_request_id(),
                    resumed_client_request_id: own.clients_request_id(),
                };
                set_resumed_by(tx, id, &by).await?;
                if let Some(permitted) = review {
                    note_resumed(tx, &permitted, id, now).await?;
                }
                resumed.is_resumed = true;
            }
            Ok(resumed)
        })
        .await
    }
}

/// Asks whether this person may resume it: with the right to run access reviews, where it makes the tasks of one.
async fn permit(
    tx: &mut Transaction,
    overview: &Overview,
    actor: &PersonActor,
    now: DateTime<Utc>,
) -> Result<Option<Permitted<Everywhere<RunAccessReviews>>>> {
    let is_started_by_them = overview.person() == Some(actor.person());
    let oversees = match access::require_everywhere::<OverseeTasks>(tx, actor, now).await {
        Ok(_) => true,
        Err(Error::Forbidden) => false,
        Err(other) => return Err(other),
    };
    // What somebody does not see is not there for them (T17).
    let sees = overview.is_of(actor.person()) || oversees;
    let refused = if sees { Error::Forbidden } else { Error::NotFound };
    match overview.kind() {
        Some(OperationKind::AccessReview) => {
            let permitted = access::require_everywhere::<RunAccessReviews>(tx, actor, now).await;
            permitted.map(Some).map_err(|error| match error {
                Error::Forbidden => refused,
                other => other,
            })
        }
        Some(OperationKind::ReassignAll) if is_started_by_them && oversees => Ok(None),
        // These do not stop before their end, and commands are run again.
        Some(
            OperationKind::Decide
            | OperationKind::Reassign
            | OperationKind::Comment
            | OperationKind::PeopleImport
            | OperationKind::Reconcile,
        ) if sees => Ok(None),
        Some(
            OperationKind::Decide
            | OperationKind::Reassign
            | OperationKind::Comment
            | OperationKind::PeopleImport
            | OperationKind::Reconcile
            | OperationKind::ReassignAll,
        )
        | None => Err(refused),
    }
}
