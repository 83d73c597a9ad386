//! An operation that stopped before its end is resumed: what was done stays done, and the rest is done. *Go on* does it, and so does
//! the form that started it, sent again: both by one function, which asks for the right and keeps the bounds of starting one.

use chrono::{DateTime, Utc};
use db::operations::batches::{ResumedBy, lock, set_result, set_resumed_by};
use db::operations::read::{Overview, overview};
use db::transaction::Transaction;
use domain::operation::OperationKind;
use uuid::Uuid;

use super::read::{Subject, subject_of};
use super::start::{NotStarted, admit};
use crate::access::{self, Everywhere, OverseeTasks, Permitted, RunAccessReviews};
use crate::access_reviews::make::note_resumed;
use crate::actor::PersonActor;
use crate::brakes::Brakes;
use crate::{Error, Result};

/// The key in an operation's result that says why it ended early.
pub(super) const STOPPED: &str = "stopped";

/// What became of an operation that was to be resumed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resumed {
    /// It goes on; false: it had not stopped, or somebody was quicker.
    pub is_resumed: bool,
    /// What it is about.
    pub subject: Subject,
}

/// Which of an operation's stops is meant.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Stop {
    /// Whichever it was: the form that started it is sent again.
    Last,
    /// The one at this instant, in microseconds; none: no stop.
    At(Option<i64>),
}

/// Lets an operation that stopped before its end go on, for whoever resumes it. None: there is no such operation. The bounds count
/// only what really goes on: a second click costs nothing.
///
/// An access review is resumed by whoever may run access reviews, and that is audited as its start was; a reassignment by who
/// started it.
///
/// # Errors
/// [`Error::Forbidden`] for who may not, [`Error::NotFound`] for whom it does not exist; [`NotStarted`] for somebody who is too quick,
/// or has many operations under way.
pub(crate) async fn resume(
    tx: &mut Transaction,
    brakes: &Brakes,
    actor: &PersonActor,
    (id, stop): (Uuid, Stop),
    now: DateTime<Utc>,
) -> std::result::Result<Option<Resumed>, NotStarted> {
    let Some(position) = lock(tx, id).await? else {
        return Ok(None);
    };
    let overview = overview(tx, id).await?.ok_or(Error::NotFound)?;
    let review = permit(tx, &overview, actor, now).await?;
    let mut resumed = Resumed {
        is_resumed: false,
        subject: subject_of(&overview),
    };
    let mut result = position.result;
    let has_stopped = result
        .as_object_mut()
        .and_then(|result| result.remove(STOPPED))
        .is_some()
        && overview.kind().is_some_and(OperationKind::goes_by_batches);
    let Some(finished_at) = position.finished_at.filter(|_| has_stopped) else {
        return Ok(Some(resumed));
    };
    match stop {
        Stop::At(at) if at != Some(finished_at.timestamp_micros()) => return Ok(Some(resumed)),
        Stop::At(_) | Stop::Last => {}
    }
    let (person, own) = (actor.person(), actor.in_own_right());
    let unfinished = db::operations::unfinished_of(tx, person).await?;
    admit(brakes, person, unfinished)?;
    set_result(tx, id, result, None).await?;
    let by = ResumedBy {
        resumed_by: person,
        resumed_through: own.through(),
        resumed_request_id: own.own_request_id(),
        resumed_client_request_id: own.clients_request_id(),
    };
    set_resumed_by(tx, id, by).await?;
    if let Some(permitted) = review {
        note_resumed(tx, &permitted, (id, &overview.input), now).await?;
    }
    resumed.is_resumed = true;
    Ok(Some(resumed))
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
