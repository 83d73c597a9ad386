//! Passing a step on by hand (T14): T5 applies to whoever is chosen, and whoever passes it on counts as already appeared.

use domain::audit::{Action, ObjectKind};
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use db::Connection;
use db::delegation_rules::ChainFacts;
use db::people::Person;
use db::tasks::assignments::NewAssignment;
use db::tasks::assignments::Released;
use db::tasks::read::Task;
use db::transaction::Transaction;
use domain::ids::{PersonId, TaskId};
use domain::policy::Step;
use domain::resolution::{Barred, Outcome, ineligible, resolve};
use domain::task::check_reason_to_reassign;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::decide::also_on_behalf_of;
use super::event::TaskEvent;
use super::facts::open_facts;
use super::journal::Journal;
use super::oversee::{Source, reassign_one};
use super::sweep::cancel_instead;
use super::turn::{Acted, Turn, Way};
use crate::access::{self, Permitted, WorkOnTasks};
use crate::actor::{Actor, PersonActor};
use crate::audit::Record;
use crate::notifications::{Letters, Message};
use crate::people::search::nobody_active;
use crate::tasks::Tasks;
use crate::{Error, FieldProblem, Result};

/// To whom a step is passed on, and why.
#[derive(Debug, Clone, Copy)]
pub struct PassingOn<'a> {
    /// A username.
    pub to: &'a str,
    /// As typed.
    pub reason: &'a str,
    /// From whom a super administrator takes it: a username, or `role:` and the code of a role whose holders are asked.
    /// None: from the person who acts, or else from the only one who is asked.
    pub from: Option<&'a str>,
    /// The step that stood open when the form was opened (G5). None: whichever is open.
    pub step: Option<i16>,
    /// Whether people are named in what is refused, those with a username near a wrong one included: not to another system,
    /// which may not read the directory by the right to decide (S).
    pub suggest: bool,
}

/// What passing on did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reassigned {
    /// The task's title.
    pub title: String,
    /// Name of who is asked now: the person chosen, or their delegate.
    pub assignee: String,
}

impl Tasks<'_> {
    /// Reassigns the open step of a task: its assignee what they were asked and no more, of a pool the whole pool's task
    /// (T11, T14), and only where the step allows it; a super administrator any open task. `to` is a username.
    ///
    /// # Errors
    /// [`Error::NotFound`] for who may not see it (T17), [`Error::Forbidden`] for who is neither or where the step forbids
    /// it, [`Error::Conflict`] when it is closed, decided or passed on already, [`Error::Invalid`] for a missing reason or a
    /// person who may not decide it, and where several are asked and `from` says of none of them.
    pub async fn reassign(
        self,
        actor: &PersonActor,
        task: TaskId,
        passing: PassingOn<'_>,
    ) -> Result<Reassigned> {
        let now = self.services.now();
        let submitted = self.services.submit(actor, now, async |tx| {
            by_person(tx, actor, task, passing, now).await
        });
        submitted.await?.done()
    }
}

/// As the assignee where the person is one and may; else as a super administrator.
pub(crate) async fn by_person(
    tx: &mut Transaction,
    actor: &PersonActor,
    task: TaskId,
    passing: PassingOn<'_>,
    now: DateTime<Utc>,
) -> Result<Acted<Reassigned>> {
    let person = actor.person();
    let source = match passing.from {
        Some(code) => Source::read(tx, code).await?,
        None => None,
    };
    if passing.from.is_none() || source == Some(Source::Person(person)) {
        let own = async {
            let permitted = access::require(tx, actor, person, now).await?;
            reassign(tx, permitted, task, passing, now).await
        };
        match own.await {
            Err(Error::Forbidden) => {}
            done => return done,
        }
    }
    reassign_one(tx, actor, (task, source), passing, now).await
}

pub(crate) async fn reassign(
    tx: &mut Transaction,
    permitted: Permitted<WorkOnTasks>,
    id: TaskId,
    passing: PassingOn<'_>,
    now: DateTime<Utc>,
) -> Result<Acted<Reassigned>> {
    let person = permitted.actor();
    let task = db::tasks::read::by_id_for_update(tx, id)
        .await?
        .ok_or(Error::NotFound)?;
    let turn = Turn::read(tx, &task, person, now).await?;
    let (Some(step), Some(barred), false) = (task.step(), turn.barred(), turn.ways.is_empty()) else {
        return Err(turn.refusal(tx, now).await?);
    };
    if passing.step.is_some_and(|step| step != task.position) {
        return Err(Error::Conflict(turn.moved_in_words(tx).await?));
    }
    if turn.subject_left() {
        return Ok(Acted::SubjectLeft(
            cancel_instead(tx, permitted.acting(), &task, now).await?,
        ));
    }
    if !step.allow_reassignment {
        return Err(Error::Forbidden);
    }
    let barred = Barred {
        already_appeared: [person].into(),
        ..barred
    };
    let reason = check_reason_to_reassign(passing.reason);
    let chosen = check_target(tx, person, &passing, now).await?;
    let mut problems = Vec::new();
    let mut found = None;
    match chosen {
        Err(problem) => problems.push(problem),
        Ok(target) => {
            // Another system is told no more than the username it sent.
            let name = if passing.suggest {
                &target.display_name
            } else {
                &target.username
            };
            match resolve_target(tx, (&target, name), step, &turn.ways, &barred, now).await? {
                Err(problem) => problems.push(problem),
                Ok(resolved) => found = Some((target, resolved)),
            }
        }
    }
    match (found, reason) {
        (Some((target, resolved)), Ok(reason)) => {
            let change = Change {
                task: &task,
                actor: &turn.acting(permitted.acting()),
                person,
                now,
                target,
                reason,
            };
            change.make(tx, &turn.ways, resolved).await.map(Acted::Done)
        }
        (_, reason) => {
            problems.extend(reason.err().map(|message| FieldProblem::new("reason", message)));
            Err(Error::Invalid(problems))
        }
    }
}

/// The key of the messages about a reassignment: another event than the assignment, even at the same instant.
pub(super) fn key_of_reassignment(task: &Task, now: DateTime<Utc>) -> String {
    let (id, position) = (task.id, task.position);
    format!("task:{id}:{position}:reassigned:{}", now.timestamp_micros())
}

/// An active person other than the one who passes on (T4's words). An inactive one is told apart from an unknown one
/// nowhere.
async fn check_target(
    conn: &mut Connection,
    person: PersonId,
    passing: &PassingOn<'_>,
    now: DateTime<Utc>,
) -> Result<std::result::Result<Person, FieldProblem>> {
    let found = find_target(conn, passing.to, passing.suggest, now).await?;
    Ok(found.and_then(|found| {
        if found.id() == person {
            Err(FieldProblem::new(
                "to",
                "The task is yours already: choose somebody else",
            ))
        } else {
            Ok(found)
        }
    }))
}

/// An active person with this username, whoever it is.
pub(super) async fn find_target(
    conn: &mut Connection,
    to: &str,
    suggest: bool,
    now: DateTime<Utc>,
) -> Result<std::result::Result<Person, FieldProblem>> {
    let refuse = |message: String| Ok(Err(FieldProblem::new("to", message)));
    let typed = to.trim();
    if typed.is_empty() {
        return refuse("Enter the username of who is to decide".to_owned());
    }
    match db::people::by_username(conn, typed).await? {
        Some(found) if found.activity().is_active(now) => Ok(Ok(found)),
        _ => {
            let near = if suggest {
                crate::people::search::find(conn, typed, now, 4).await?
            } else {
                Vec::new()
            };
            refuse(nobody_active("Nobody", typed, &near))
        }
    }
}

/// T5 for the person chosen, who must be eligible themselves; and who wants a copy (T9). `name` is what they are called.
async fn resolve_target(
    conn: &mut Connection,
    (target, name): (&Person, &str),
    step: &Step,
    ways: &[Way],
    barred: &Barred,
    now: DateTime<Utc>,
) -> Result<std::result::Result<(Outcome, ChainFacts), FieldProblem>> {
    let mut around = vec![target.id()];
    around.extend(ways.iter().flat_map(|way| &way.path));
    let known = db::delegation_rules::chain_facts(conn, &around, now).await?;
    if let Some(reason) = ineligible(&[target.id()], &known.facts, barred) {
        let message = format!("{name} may not decide this step: {}", reason.in_words());
        return Ok(Err(FieldProblem::new("to", message)));
    }
    let outcome = resolve(target.id(), step.allow_delegation, &known.facts, barred);
    Ok(Ok((outcome, known)))
}

/// One passing on.
struct Change<'a> {
    task: &'a Task,
    actor: &'a Actor,
    person: PersonId,
    now: DateTime<Utc>,
    target: Person,
    reason: String,
}

impl Change<'_> {
    async fn make(
        self,
        tx: &mut Transaction,
        ways: &[Way],
        (outcome, known): (Outcome, ChainFacts),
    ) -> Result<Reassigned> {
        let Some(assignee) = outcome.assignee else {
            return Err(Error::invalid("to", "They may not decide this step"));
        };
        let (task, now) = (self.task, self.now);
        let mut journal = Journal::default();
        journal.note(
            task.position,
            TaskEvent::Reassigned {
                to: self.target.id(),
                reason: self.reason.clone(),
                from: None,
                from_pool: None,
            },
        );
        for trail in outcome.trail {
            journal.note(task.position, TaskEvent::Resolution { trail });
        }
        let owners = ways.iter().flat_map(|way| &way.path).chain(&outcome.path);
        let mut copies: Vec<PersonId> = owners
            .filter(|owner| **owner != assignee && **owner != self.person && known.copies.contains(owner))
            .copied()
            .collect();
        copies.sort_unstable();
        copies.dedup();
        let mut assignments = Vec::new();
        for way in ways {
            let path: Vec<PersonId> = way.path.iter().chain(&outcome.path).copied().collect();
            let original = way.path.first().copied().unwrap_or(self.person);
            journal.note(
                task.position,
                TaskEvent::Assigned {
                    person: assignee,
                    original,
                },
            );
            assignments.push(NewAssignment {
                task_id: task.id.0,
                position: task.position,
                person_id: Some(assignee.0),
                pool_role_id: None,
                original_id: Some(original.0),
                copies: copies
                    .iter()
                    .filter(|owner| path.contains(owner))
                    .map(|owner| owner.0)
                    .collect(),
                path: path.iter().map(|person| person.0).collect(),
                barred: Vec::new(),
                assigned_at: now,
            });
        }
        self.release(tx, ways).await?;
        db::tasks::assignments::insert(tx, &assignments).await?;
        let name = self.tell(tx, ways, assignee, &copies).await?;
        self.record(tx, ways, journal, (assignee, &name)).await?;
        Ok(Reassigned {
            title: task.title.clone(),
            assignee: name,
        })
    }

    /// The person is asked no longer; nor is the pool, if it was asked.
    async fn release(&self, tx: &mut Transaction, ways: &[Way]) -> Result<()> {
        db::tasks::assignments::release(tx, &[self.task.id], Released::Person(self.person), self.now).await?;
        for pool in ways.iter().filter_map(|way| way.pool) {
            db::tasks::assignments::release(tx, &[self.task.id], Released::Pool(pool), self.now).await?;
        }
        Ok(())
    }

    /// The new assignee, and those passed over by rules they set themselves (T9). Answers the assignee's name.
    async fn tell(
        &self,
        tx: &mut Transaction,
        ways: &[Way],
        assignee: PersonId,
        copies: &[PersonId],
    ) -> Result<String> {
        let (task, now) = (self.task, self.now);
        let mut ids = vec![self.person, assignee];
        ids.extend(ways.iter().filter_map(|way| way.path.first()));
        let names = db::people::names(tx, &ids).await?;
        let names: HashMap<PersonId, String> = names
            .into_iter()
            .map(|(id, name)| (id, name.display_name))
            .collect();
        let name = |person: &PersonId| names.get(person).cloned().unwrap_or_default();
        let key = key_of_reassignment(task, now);
        let mut stands_in_for = ways.iter().filter_map(|way| way.path.first());
        let passed_on = Message::TaskReassigned {
            title: task.title.clone(),
            by: name(&self.person),
            standing_in_for: stands_in_for.find(|named| **named != assignee).map(name),
            reason: self.reason.clone(),
        };
        let mut letters = Letters::default();
        letters.to(assignee, &key, Some(task.id), &passed_on, now);
        let copy = Message::TaskCopy {
            title: task.title.clone(),
            assignee: name(&assignee),
        };
        for owner in copies {
            letters.to(*owner, &key, Some(task.id), &copy, now);
        }
        letters.write(tx).await?;
        Ok(name(&assignee))
    }

    async fn record(
        &self,
        tx: &mut Transaction,
        ways: &[Way],
        journal: Journal,
        (assignee, name): (PersonId, &str),
    ) -> Result<()> {
        let (task, now) = (self.task, self.now);
        let named = ways.iter().filter_map(|way| way.path.first().copied());
        let stands_in_for: Vec<PersonId> = named.filter(|named| *named != self.person).collect();
        let on_behalf_of = stands_in_for.first().copied();
        let mut after = json!({
            "title": task.title, "step": task.position, "to": self.target.username, "assignee": name,
            "reason": self.reason,
        });
        also_on_behalf_of(tx, &mut after, &stands_in_for).await?;
        Record::new(self.actor, now, Action::TaskReassigned, ObjectKind::Task, task.id)
            .on_behalf_of(on_behalf_of)
            .in_tasks_of(&stands_in_for)
            .concerns(task.subject)
            .about([self.target.id(), assignee])
            .before(Some(open_facts(task)))
            .after(Some(after))
            .write(tx)
            .await?;
        journal.write(tx, task, self.actor, &stands_in_for, now).await
    }
}
