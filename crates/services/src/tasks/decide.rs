//! Deciding a step (T5, T7, T11, T13): one decision, whoever is quicker.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use db::Connection;
use db::tasks::assignments::Released;
use db::tasks::read::Task;
use db::tasks::write::NewDecision;
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::ids::{PersonId, TaskId};
use domain::policy::{Approver, PolicyKind, Step};
use domain::task::{Decision, Effect, Next, TaskState, after_decision, check_reason};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::assign::{Anew, Question, assign};
use super::close::{cancel_for_want_of_approvers, carry_out, close, key_of_end, tell_closed};
use super::event::TaskEvent;
use super::facts::open_facts;
use super::journal::Journal;
use super::sweep::cancel_instead;
use super::turn::{Acted, Turn};
use crate::access::{self, Permitted, WorkOnTasks};
use crate::actor::{Actor, PersonActor};
use crate::audit::Record;
use crate::form_submissions::Submitted;
use crate::notifications::Letters;
use crate::tasks::Tasks;
use crate::{Error, Result};

/// What is decided.
#[derive(Debug, Clone, Copy)]
pub struct Verdict<'a> {
    /// Approve or deny.
    pub decision: Decision,
    /// As typed.
    pub reason: &'a str,
    /// The step that stood open when the form was opened (G5): a second click decides no second step. None: whichever
    /// is open.
    pub step: Option<i16>,
}

/// What a decision did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// The task's title.
    pub title: String,
    /// Open when there is another step.
    pub state: TaskState,
    /// A role was taken away: a pool may have run empty by it (T12).
    pub(crate) takes_away: bool,
}

impl Tasks<'_> {
    /// Approves or denies the open step of a task.
    ///
    /// # Errors
    /// As [`Self::decide_step`].
    pub async fn decide(
        self,
        actor: &PersonActor,
        task: TaskId,
        decision: Decision,
        reason: &str,
    ) -> Result<Decided> {
        let step = None;
        let verdict = Verdict {
            decision,
            reason,
            step,
        };
        self.decide_step(actor, task, verdict).await
    }

    /// Approves or denies a step of a task.
    ///
    /// # Errors
    /// [`Error::NotFound`] for who may not see it (T17), [`Error::Forbidden`] for who may not decide it now,
    /// [`Error::Conflict`] when it is closed, decided or passed on already, [`Error::Invalid`] for a missing reason.
    pub async fn decide_step(
        self,
        actor: &PersonActor,
        task: TaskId,
        verdict: Verdict<'_>,
    ) -> Result<Decided> {
        let person = actor.person();
        let now = self.services.now();
        let submitted = self.services.submit_once(actor, now, async |tx| {
            let permitted = access::require(tx, actor, person, now).await?;
            decide(tx, permitted, task, verdict, now).await
        });
        let decided = match submitted.await? {
            Submitted::Now(acted) => acted.done()?,
            Submitted::Before(acted) => return acted.done(),
        };
        metrics::counter!("locum_decisions_total", "decision" => verdict.decision.code()).increment(1);
        if decided.takes_away {
            self.sweep_after_change(actor.in_own_right()).await;
        }
        Ok(decided)
    }
}

pub(crate) async fn decide(
    tx: &mut Transaction,
    permitted: Permitted<WorkOnTasks>,
    id: TaskId,
    verdict: Verdict<'_>,
    now: DateTime<Utc>,
) -> Result<Acted<Decided>> {
    let person = permitted.actor();
    let task = db::tasks::read::by_id_for_update(tx, id)
        .await?
        .ok_or(Error::NotFound)?;
    let turn = Turn::read(tx, &task, person, now).await?;
    if turn.ways.is_empty() {
        return Err(turn.refusal(tx, now).await?);
    }
    if verdict.step.is_some_and(|step| step != task.position) {
        return Err(Error::Conflict(turn.moved_in_words(tx).await?));
    }
    if turn.subject_left() {
        return Ok(Acted::SubjectLeft(
            cancel_instead(tx, permitted.acting(), &task, now).await?,
        ));
    }
    let step = task
        .step()
        .ok_or_else(|| Error::internal(format!("task {id} has no step {}", task.position)))?;
    let decision = verdict.decision;
    let reason =
        check_reason(step, decision, verdict.reason).map_err(|message| Error::invalid("reason", message))?;
    let decided_for = turn.stands_in_for();
    let recorded = NewDecision {
        task: id,
        position: task.position,
        decision,
        by: person,
        decided_for: decided_for.clone(),
        reason: reason.clone(),
        at: now,
    };
    if !db::tasks::write::record_decision(tx, &recorded).await? {
        return Err(Error::Conflict(
            "This step has just been decided by somebody else".to_owned(),
        ));
    }
    let task = with_second_person(tx, task.clone(), decision).await?;
    let mut course = Course {
        task: &task,
        actor: &turn.acting(permitted.acting()),
        person,
        now,
        effect: Effect::None,
        journal: Journal::default(),
        letters: Letters::default(),
    };
    course.journal.note(
        task.position,
        TaskEvent::Decided {
            decision,
            reason: reason.clone(),
        },
    );
    let mut earlier = turn.earlier();
    earlier.extend([person].iter().chain(&decided_for));
    let state = course.go_on(tx, &recorded, earlier, turn.role()).await?;
    course.conclude(tx, &recorded, state).await?;
    Ok(Acted::Done(Decided {
        takes_away: matches!(
            (task.kind, state),
            (PolicyKind::Review, TaskState::Denied) | (PolicyKind::Revoke, TaskState::Approved)
        ),
        title: task.title,
        state,
    }))
}

/// A request of an administrative role is never over before a second person has decided it (R22 (2)): of a task that was
/// made when its role was not administrative yet, that step is added now.
async fn with_second_person(tx: &mut Transaction, mut task: Task, decision: Decision) -> Result<Task> {
    let asked = task
        .steps
        .iter()
        .any(|step| step.approver == Approver::Administrators);
    let last = usize::try_from(task.position).is_ok_and(|position| position >= task.steps.len());
    if task.is_administrative && !asked && last && decision == Decision::Approve {
        let step = Step::second_person();
        db::tasks::write::append_step(tx, task.id, &step).await?;
        task.steps.push(step);
    }
    Ok(task)
}

/// What follows from one decision.
struct Course<'a> {
    task: &'a Task,
    actor: &'a Actor,
    person: PersonId,
    now: DateTime<Utc>,
    /// What the decision does to the grant that the task is about.
    effect: Effect,
    journal: Journal,
    /// Who is told how it ended: after whoever delegated the role through which it was decided, who gets one message (N, R23).
    letters: Letters,
}

impl Course<'_> {
    /// The next step, or the end.
    async fn go_on(
        &mut self,
        tx: &mut Transaction,
        decided: &NewDecision,
        earlier: HashSet<PersonId>,
        role: &str,
    ) -> Result<TaskState> {
        let (task, now) = (self.task, self.now);
        let index = usize::try_from(task.position).unwrap_or(1).saturating_sub(1);
        match after_decision(task.kind, task.steps.len(), index, decided.decision) {
            Next::Closed { state, effect } => {
                self.effect = effect;
                let by = (self.actor, self.person);
                carry_out(tx, task, effect, by, role, &mut self.journal, now).await?;
                let audience = close(tx, task, state, Some(self.person), now).await?;
                tell_closed(
                    &mut self.letters,
                    &audience,
                    task,
                    state,
                    decided.reason.as_deref(),
                    now,
                );
                Ok(state)
            }
            Next::Step(next) => {
                let position = i16::try_from(next + 1).unwrap_or(i16::MAX);
                db::tasks::assignments::release(tx, &[task.id], Released::All, now).await?;
                if !db::tasks::write::move_to_step(tx, task.id, task.position, position).await? {
                    return Err(Error::Conflict(
                        "This step has just been decided by somebody else".to_owned(),
                    ));
                }
                self.journal.note(position, TaskEvent::StepBegan);
                let moved = Task {
                    position,
                    ..task.clone()
                };
                begin_step(tx, self.actor, &moved, (earlier, None), &mut self.journal, now).await
            }
        }
    }

    /// The log and the audit entry (G3, G4).
    async fn conclude(self, tx: &mut Transaction, decided: &NewDecision, state: TaskState) -> Result<()> {
        let (task, now) = (self.task, self.now);
        let on_behalf_of = decided.decided_for.first().copied();
        let action = Action::decided(decided.decision, self.effect);
        let mut after = json!({
            "title": task.title, "state": state.code(), "step": task.position, "reason": decided.reason,
        });
        also_on_behalf_of(tx, &mut after, &decided.decided_for).await?;
        Record::new(self.actor, now, action, ObjectKind::Task, task.id)
            .on_behalf_of(on_behalf_of)
            .in_tasks_of(&decided.decided_for)
            .event(key_of_end(task))
            .concerns(task.subject)
            .before(Some(open_facts(task)))
            .after(Some(after))
            .write(tx)
            .await?;
        self.journal
            .write(tx, task, self.actor, &decided.decided_for, now)
            .await?;
        self.letters.write(tx).await
    }
}

/// An audit entry names one person as on whose behalf somebody acted: where there are several, its facts name all (G4).
pub(super) async fn also_on_behalf_of(
    conn: &mut Connection,
    facts: &mut serde_json::Value,
    people: &[PersonId],
) -> Result<()> {
    if people.len() < 2 {
        return Ok(());
    }
    let names = db::people::names(conn, people).await?;
    let names: Vec<_> = people
        .iter()
        .filter_map(|person| names.get(person))
        .map(|name| name.display_name.clone())
        .collect();
    if let Some(facts) = facts.as_object_mut() {
        facts.insert("on_behalf_of".to_owned(), names.into());
    }
    Ok(())
}

/// Asks for the task's open step; cancels the task where nobody may decide it (T12).
pub(super) async fn begin_step(
    tx: &mut Transaction,
    actor: &Actor,
    task: &Task,
    (earlier, anew): (HashSet<PersonId>, Option<Anew>),
    journal: &mut Journal,
    now: DateTime<Utc>,
) -> Result<TaskState> {
    let step = task
        .step()
        .ok_or_else(|| Error::internal(format!("task {} has no step {}", task.id, task.position)))?;
    let question = Question {
        anew,
        ..Question::of(task, step, earlier)
    };
    match assign(tx, &question, journal, now).await? {
        Some(letters) => {
            letters.write(tx).await?;
            Ok(TaskState::Open)
        }
        None => {
            cancel_for_want_of_approvers(tx, actor, task, journal, now)
                .await?
                .write(tx)
                .await?;
            Ok(TaskState::Cancelled)
        }
    }
}
