//! Deciding a step (T5, T7, T11, T13): one decision, whoever is quicker.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use db::Connection;
use db::tasks::assignments::Assignment;
use db::tasks::read::Task;
use db::tasks::write::NewDecision;
use db::transaction::Transaction;
use domain::ids::{PersonId, TaskId};
use domain::resolution::ineligible;
use domain::task::{Decision, Next, TaskState, after_decision, check_reason};
use serde_json::json;

use super::assign::{Anew, Question, assign};
use super::close::{cancel_for_want_of_approvers, carry_out, close, tell_closed};
use super::event::{Journal, TaskEvent};
use crate::access::{self, WorkOnTasks};
use crate::actor::Actor;
use crate::audit::Record;
use crate::notifications::Letters;
use crate::{Error, Result, Services};

/// What a decision did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The task's title.
    pub title: String,
    /// Open when there is another step.
    pub state: TaskState,
}

impl Services {
    /// Approves or denies the open step of a task.
    ///
    /// # Errors
    /// [`Error::NotFound`] for who may not see it (T17), [`Error::Forbidden`] for who may not decide it now,
    /// [`Error::Conflict`] when it is closed or decided already, [`Error::Invalid`] for a missing reason.
    pub async fn decide(
        &self,
        actor: &Actor,
        task: TaskId,
        decision: Decision,
        reason: &str,
    ) -> Result<Decided> {
        let person = actor.person.ok_or(Error::Forbidden)?;
        let now = self.now();
        let mut tx = Transaction::begin(&self.pool).await?;
        let outcome = async {
            access::require::<WorkOnTasks>(&mut tx, person, person, now).await?;
            decide(&mut tx, actor, person, task, decision, reason, now).await
        }
        .await;
        let decided = tx.finish(outcome).await?;
        metrics::counter!("locum_decisions_total", "decision" => decision.code()).increment(1);
        Ok(decided)
    }
}

async fn decide(
    conn: &mut Connection,
    actor: &Actor,
    person: PersonId,
    id: TaskId,
    decision: Decision,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<Decided> {
    let task = db::tasks::read::by_id_for_update(conn, id)
        .await?
        .ok_or(Error::NotFound)?;
    let assignments = db::tasks::assignments::of_task(conn, id).await?;
    let decisions = db::tasks::read::decisions(conn, id).await?;
    let turn = may_decide(conn, &task, &assignments, &decisions, person, now).await?;
    let Some(decided_for) = turn else {
        return Err(refusal(conn, &task, &decisions, person, now).await?);
    };
    let step = task
        .step()
        .ok_or_else(|| Error::Internal(format!("task {id} has no step {}", task.position)))?;
    let reason = check_reason(step, decision, reason).map_err(|message| Error::invalid("reason", message))?;
    let recorded = NewDecision {
        task: id,
        position: task.position,
        decision,
        by: person,
        decided_for: decided_for.clone(),
        reason: reason.clone(),
        at: now,
    };
    if !db::tasks::write::record_decision(conn, &recorded).await? {
        return Err(Error::Conflict(
            "This step has just been decided by somebody else".to_owned(),
        ));
    }
    let mut journal = Journal::default();
    journal.note(
        task.position,
        TaskEvent::Decided {
            decision,
            reason: reason.clone(),
        },
    );
    let earlier = decisions
        .iter()
        .flat_map(|d| std::iter::once(d.by()).chain(d.decided_for()));
    let earlier = earlier
        .chain([person])
        .chain(decided_for.iter().copied())
        .collect();
    let state = go_on(
        conn,
        &task,
        decision,
        person,
        earlier,
        &mut journal,
        reason.clone(),
        now,
    )
    .await?;
    let on_behalf_of = decided_for.first().copied();
    journal.write(conn, id, actor, on_behalf_of, now).await?;
    let action = match decision {
        Decision::Approve => "task.approved",
        Decision::Deny => "task.denied",
    };
    Record::new(actor, now, action, "task", id)
        .on_behalf_of(on_behalf_of)
        .concerns(task.subject)
        .before(Some(json!({ "state": "open", "step": task.position })))
        .after(Some(
            json!({ "title": task.title, "state": state.code(), "step": task.position, "reason": reason }),
        ))
        .write(conn)
        .await?;
    Ok(Decided {
        title: task.title,
        state,
    })
}

/// Whether the person may decide the open step now, and for whom it would be (T5, T11).
async fn may_decide(
    conn: &mut Connection,
    task: &Task,
    assignments: &[Assignment],
    decisions: &[db::tasks::read::Decided],
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Option<Vec<PersonId>>> {
    let Some(step) = task.step().filter(|_| task.state == TaskState::Open) else {
        return Ok(None);
    };
    let question = Question {
        task: task.id,
        title: &task.title,
        position: task.position,
        step,
        subject: task.subject,
        requester: task.requester,
        earlier: decisions
            .iter()
            .flat_map(|d| std::iter::once(d.by()).chain(d.decided_for()))
            .collect(),
        anew: None,
    };
    let barred = question.barred();
    let known = db::delegation_rules::chain_facts(conn, &[person], now).await?;
    let own: Vec<&Assignment> = assignments
        .iter()
        .filter(|a| a.is_open() && a.person() == Some(person))
        .collect();
    let eligible = own.iter().filter(|assignment| {
        let path: Vec<PersonId> = assignment.path().collect();
        // Owners of the rules that were followed may be inactive by now: only the assignee's own state counts.
        ineligible(&path, &known.facts, &barred).is_none()
    });
    let decided_for: Vec<PersonId> = eligible
        .clone()
        .filter_map(|a| a.original())
        .filter(|o| *o != person)
        .collect();
    if eligible.count() > 0 {
        return Ok(Some(decided_for));
    }
    for pool in assignments
        .iter()
        .filter(|a| a.is_open())
        .filter_map(Assignment::pool)
    {
        for holding in db::roles::holdings_of(conn, person, pool, now).await? {
            let path: Vec<PersonId> = holding.delegator().into_iter().chain([person]).collect();
            if ineligible(&path, &known.facts, &barred).is_none() {
                return Ok(Some(holding.delegator().into_iter().collect()));
            }
        }
    }
    Ok(None)
}

/// Why the person may not decide: they may not know of it, it is over, or it is not their turn.
async fn refusal(
    conn: &mut Connection,
    task: &Task,
    decisions: &[db::tasks::read::Decided],
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Error> {
    if !super::read::may_see(conn, task.id, person, now).await? {
        return Ok(Error::NotFound);
    }
    if task.state == TaskState::Open {
        return Ok(Error::Forbidden);
    }
    let by = match decisions.last() {
        Some(last) if task.state != TaskState::Cancelled => {
            let names = db::people::names(conn, &[last.by()]).await?;
            names
                .get(&last.by())
                .map(|name| format!(" by {}", name.display_name))
                .unwrap_or_default()
        }
        _ => String::new(),
    };
    Ok(Error::Conflict(format!(
        "“{}” was {} already{by}",
        task.title,
        task.state.code()
    )))
}

/// The next step, or the end.
#[allow(
    clippy::too_many_arguments,
    reason = "each is a different fact of one decision, used once"
)]
async fn go_on(
    conn: &mut Connection,
    task: &Task,
    decision: Decision,
    person: PersonId,
    earlier: HashSet<PersonId>,
    journal: &mut Journal,
    reason: Option<String>,
    now: DateTime<Utc>,
) -> Result<TaskState> {
    let index = usize::try_from(task.position).unwrap_or(1).saturating_sub(1);
    match after_decision(task.kind, task.steps.len(), index, decision) {
        Next::Closed { state, effect } => {
            carry_out(conn, task, effect, person, journal, now).await?;
            close(conn, task, state, now).await?;
            let mut letters = Letters::default();
            tell_closed(&mut letters, task, state, reason, Some(person), now);
            letters.write(conn).await?;
            Ok(state)
        }
        Next::Step(next) => {
            let position = i16::try_from(next + 1).unwrap_or(i16::MAX);
            db::tasks::assignments::release_all(conn, task.id, now).await?;
            if !db::tasks::write::move_to_step(conn, task.id, task.position, position).await? {
                return Err(Error::Conflict(
                    "This step has just been decided by somebody else".to_owned(),
                ));
            }
            journal.note(position, TaskEvent::StepBegan);
            let moved = Task {
                position,
                ..task.clone()
            };
            begin_step(conn, &moved, earlier, None, journal, now).await
        }
    }
}

/// Asks for the task's open step; cancels the task where nobody may decide it (T12).
pub(super) async fn begin_step(
    conn: &mut Connection,
    task: &Task,
    earlier: HashSet<PersonId>,
    anew: Option<Anew>,
    journal: &mut Journal,
    now: DateTime<Utc>,
) -> Result<TaskState> {
    let step = task
        .step()
        .ok_or_else(|| Error::Internal(format!("task {} has no step {}", task.id, task.position)))?;
    let question = Question {
        task: task.id,
        title: &task.title,
        position: task.position,
        step,
        subject: task.subject,
        requester: task.requester,
        earlier,
        anew,
    };
    match assign(conn, &question, journal, now).await? {
        Some(letters) => {
            letters.write(conn).await?;
            Ok(TaskState::Open)
        }
        None => {
            cancel_for_want_of_approvers(conn, task, journal, now)
                .await?
                .write(conn)
                .await?;
            Ok(TaskState::Cancelled)
        }
    }
}
