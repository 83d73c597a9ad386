//! Another system carries over what a person decided, or to whom they passed it on (T14): the person must be asked now
//! and eligible now (T5).

use chrono::{DateTime, Utc};
use db::Connection;
use db::transaction::Transaction;
use domain::ids::{PersonId, TaskId};
use domain::task::{Decision, TaskState};

use super::once::{Once, Outcome};
use super::standing::{self, Standing};
use crate::access;
use crate::actor::{PersonActor, SystemActor};
use crate::api::Api;
use crate::tasks::decide::decide;
use crate::tasks::reassign::reassign;
use crate::tasks::turn::Acted;
use crate::tasks::{PassingOn, Verdict};
use crate::{Error, Result};

/// The right to decide is no right to read: a task's title is not told (S).
const SUBJECT_LEFT: &str = "This task was cancelled: the person it is about no longer works here";

/// A decision as another system carries it over.
#[derive(Debug, Clone)]
pub struct CarriedDecision {
    /// The task.
    pub task: TaskId,
    /// Username of who decided.
    pub actor: String,
    /// Approve or deny.
    pub decision: Decision,
    /// Why.
    pub reason: String,
}

impl Api<'_> {
    /// Decides the open step of a task for a person. `through` is the token, without a person.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown task, [`Error::Invalid`] for an unknown person or a missing reason,
    /// [`Error::Forbidden`] when the person may not decide it now, [`Error::Conflict`] when it is closed.
    pub async fn carry_over_decision(
        self,
        through: &SystemActor,
        input: &CarriedDecision,
        once: Option<&Once>,
    ) -> Result<Outcome> {
        let now = self.services.now();
        let made = Transaction::run(&self.services.pool, async |tx| {
            decided(tx, through, input, once, now).await
        })
        .await
        .and_then(Acted::done);
        let made = match made {
            Ok((standing, takes_away)) => {
                metrics::counter!("locum_decisions_total", "decision" => input.decision.code()).increment(1);
                if takes_away {
                    self.services.tasks().sweep_after_change(through).await;
                }
                Ok(standing)
            }
            Err(error) => Err(error),
        };
        Once::settle(once, &self.services.pool, made, now).await
    }
}

/// A passing on as another system carries it over.
#[derive(Debug, Clone)]
pub struct CarriedReassignment {
    /// The task.
    pub task: TaskId,
    /// Username of who passes it on.
    pub actor: String,
    /// Username of who is to decide.
    pub to: String,
    /// Why.
    pub reason: String,
}

impl Api<'_> {
    /// Passes the open step of a task on for a person (T14). `through` is the token, without a person.
    ///
    /// # Errors
    /// As [`Self::carry_over_decision`]; [`Error::Forbidden`] also where the step allows no reassignment.
    pub async fn carry_over_reassignment(
        self,
        through: &SystemActor,
        input: &CarriedReassignment,
        once: Option<&Once>,
    ) -> Result<Outcome> {
        let now = self.services.now();
        let made = Transaction::run(&self.services.pool, async |tx| {
            reassigned(tx, through, input, once, now).await
        })
        .await
        .and_then(Acted::done);
        Once::settle(once, &self.services.pool, made, now).await
    }
}

async fn reassigned(
    tx: &mut Transaction,
    through: &SystemActor,
    input: &CarriedReassignment,
    once: Option<&Once>,
    now: DateTime<Utc>,
) -> Result<Acted<Standing>> {
    let task = input.task;
    let actor = actor_for(tx, through, task, &input.actor).await?;
    let done = async {
        let permitted = access::require(tx, &actor, actor.person(), now).await?;
        let passing = PassingOn {
            to: &input.to,
            reason: &input.reason,
            from: None,
            step: None,
            suggest: false,
        };
        reassign(tx, permitted, task, passing, now).await
    }
    .await;
    match done {
        Ok(Acted::Done(_)) => Ok(Acted::Done(keep(tx, task, once, now).await?)),
        Ok(Acted::SubjectLeft(_)) => Ok(Acted::SubjectLeft(SUBJECT_LEFT.to_owned())),
        Err(error) => Err(refusal(tx, task, error).await?),
    }
}

/// Where the task stands then, and whether a role was taken away.
async fn decided(
    tx: &mut Transaction,
    through: &SystemActor,
    input: &CarriedDecision,
    once: Option<&Once>,
    now: DateTime<Utc>,
) -> Result<Acted<(Standing, bool)>> {
    let task = input.task;
    let actor = actor_for(tx, through, task, &input.actor).await?;
    let verdict = Verdict {
        decision: input.decision,
        reason: &input.reason,
        step: None,
    };
    let done = async {
        let permitted = access::require(tx, &actor, actor.person(), now).await?;
        decide(tx, permitted, task, verdict, now).await
    }
    .await;
    match done {
        Ok(Acted::Done(decided)) => {
            let standing = keep(tx, task, once, now).await?;
            Ok(Acted::Done((standing, decided.takes_away)))
        }
        Ok(Acted::SubjectLeft(_)) => Ok(Acted::SubjectLeft(SUBJECT_LEFT.to_owned())),
        Err(error) => Err(refusal(tx, task, error).await?),
    }
}

/// The person in whose name the token acts.
pub(super) async fn actor_for(
    conn: &mut Connection,
    through: &SystemActor,
    task: TaskId,
    username: &str,
) -> Result<PersonActor> {
    let found = db::tasks::read::by_id(conn, task).await?.ok_or(Error::NotFound)?;
    if found.is_administrative && found.state == TaskState::Open {
        // Who gets an administrative role is decided by people themselves, on a page (R22 (2)).
        return Err(Error::Forbidden);
    }
    let person = person(conn, "actor", username).await?;
    Ok(through.for_person(person))
}

/// A person whom a field names.
pub(super) async fn person(conn: &mut Connection, field: &'static str, username: &str) -> Result<PersonId> {
    let found = db::people::by_username(conn, username).await?;
    let found = found.ok_or_else(|| Error::invalid(field, "There is nobody with this username"))?;
    Ok(found.id())
}

/// What a refusal is to another system. A token knows of every task, so whom the person may not know of it (T17) it is
/// told that they may not; so it is when the step was passed on. A closed task is closed for everybody.
pub(super) async fn refusal(conn: &mut Connection, task: TaskId, error: Error) -> Result<Error> {
    if !matches!(error, Error::NotFound | Error::Forbidden | Error::Conflict(_)) {
        return Ok(error);
    }
    Ok(match (db::tasks::read::by_id(conn, task).await?, error) {
        (None, _) => Error::NotFound,
        (Some(task), _) if task.state == TaskState::Open => Error::Forbidden,
        // The right to decide is no right to read: neither its title nor who decided it is told (S).
        (Some(task), _) => Error::Conflict(format!("This task was {} already", task.state.code())),
    })
}

/// Where the task stands now; keeps it as the answer, in the change's transaction.
pub(super) async fn keep(
    tx: &mut Transaction,
    task: TaskId,
    once: Option<&Once>,
    now: DateTime<Utc>,
) -> Result<Standing> {
    let standing = standing::read(tx, task, now).await?;
    if let Some(once) = once {
        let answer = once.keep(&standing, now)?;
        match db::api_answers::insert(tx, answer).await {
            Err(error) if error.is_constraint("api_answers_pkey") => {
                return Err(Error::Conflict("This change is being made already".to_owned()));
            }
            other => other?,
        }
    }
    Ok(standing)
}
