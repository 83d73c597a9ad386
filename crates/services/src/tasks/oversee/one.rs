//! One task, from its page.

use chrono::{DateTime, Utc};
use db::tasks::overseen::{self, Asked};
use db::transaction::Transaction;
use domain::ids::{PersonId, TaskId};
use domain::task::{TaskState, check_reason_to_reassign};

use super::batch::{Batch, Became};
use super::source::Source;
use crate::access::{self, OverseeTasks};
use crate::actor::PersonActor;
use crate::tasks::reassign::find_target;
use crate::tasks::sweep::cancel_instead;
use crate::tasks::turn::{Acted, Turn};
use crate::tasks::{PassingOn, Reassigned, Ticked};
use crate::{Error, FieldProblem, Result};

/// Takes the open step of a task from `source`, or from the only one who is asked, and gives it to somebody else.
pub(in crate::tasks) async fn reassign_one(
    tx: &mut Transaction,
    actor: &PersonActor,
    (id, source): (TaskId, Option<Source>),
    passing: PassingOn<'_>,
    now: DateTime<Utc>,
) -> Result<Acted<Reassigned>> {
    let by = actor.person();
    let permitted = match access::require_everywhere::<OverseeTasks>(tx, actor, now).await {
        Err(Error::Forbidden) if !crate::tasks::read::may_see(tx, id, by, now).await? => {
            return Err(Error::NotFound);
        }
        permitted => permitted?,
    };
    let actor = permitted.acting();
    let task = db::tasks::read::by_id_for_update(tx, id)
        .await?
        .ok_or(Error::NotFound)?;
    if task.state != TaskState::Open {
        let turn = Turn::read(tx, &task, by, now).await?;
        return Err(turn.refusal(tx, now).await?);
    }
    let asked = overseen::asked(tx, &[id], now).await?;
    let asked = asked.into_values().next().unwrap_or_default();
    if asked.subject_left {
        return Ok(Acted::SubjectLeft(cancel_instead(tx, actor, &task, now).await?));
    }
    let mut problems = Vec::new();
    let source = match (source, passing.from) {
        (Some(source), _) => Some(source),
        (None, None) => only(&asked, by),
        (None, Some(_)) => None,
    };
    if source.is_none() {
        let message = match passing.from {
            Some(_) => "Choose one of those who are asked",
            None => "Several are asked: choose on the task’s page from whom it is taken",
        };
        problems.push(FieldProblem::new("from", message));
    }
    let target = match find_target(tx, passing.to, passing.suggest, now).await? {
        Ok(target) if source == Some(Source::Person(target.id())) => {
            let message = format!(
                "{} has the task already: choose somebody else",
                target.display_name
            );
            problems.push(FieldProblem::new("to", message));
            None
        }
        Ok(target) => Some(target),
        Err(problem) => {
            problems.push(problem);
            None
        }
    };
    let reason = check_reason_to_reassign(passing.reason);
    let (Some(source), Some(target), Ok(reason)) = (source, target, &reason) else {
        problems.extend(reason.err().map(|message| FieldProblem::new("reason", message)));
        return Err(Error::Invalid(problems));
    };
    let batch = Batch {
        actor,
        by,
        source,
        target: &target,
        reason,
        now,
    };
    let one = Ticked {
        task: id,
        step: passing.step,
    };
    let became = batch.carry_out(tx, &[one]).await?.into_iter().next();
    let title = task.title;
    match became.map(|outcome| outcome.became) {
        Some(Became::Reassigned { name, .. }) => Ok(Acted::Done(Reassigned {
            title,
            assignee: name,
        })),
        Some(Became::Ineligible(words)) => Err(Error::invalid("to", words)),
        Some(Became::MovedOn(words)) => Err(Error::Conflict(format!("“{title}” has moved on: {words}"))),
        Some(Became::SubjectLeft) | None => Err(Error::NotFound),
    }
}

/// From whom it is taken where the form does not say: from who acts if they are asked, else from the only one who is.
fn only(asked: &Asked, by: PersonId) -> Option<Source> {
    let own = asked.assignments.iter().any(|one| one.person() == Some(by));
    if own {
        return Some(Source::Person(by));
    }
    let mut sources: Vec<Source> = asked.assignments.iter().filter_map(Source::of).collect();
    sources.dedup();
    match sources.as_slice() {
        [source] => Some(*source),
        _ => None,
    }
}
