//! Reassigning many tasks in one transaction: what T5 needs is read for all of them, and each kind of row is written by one
//! statement. Each task has an audit entry and log entries of its own, and its people are told of it (G3, T9).

use db::tasks::assignments::{Released, release};
use db::transaction::Transaction;
use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use db::Connection;
use db::delegation_rules::ChainFacts;
use db::people::{Name, Person};
use db::tasks::assignments::{Assignment, NewAssignment};
use db::tasks::overseen::{self, Asked};
use db::tasks::read::Task;
use domain::audit::{Action, ObjectKind};
use domain::ids::{PersonId, RoleId, TaskId};
use domain::policy::Approver;
use domain::resolution::{Barred, Outcome, ineligible, resolve};
use domain::task::TaskState;
use serde_json::json;

use super::source::Source;
use crate::Result;
use crate::actor::Actor;
use crate::audit::Record;
use crate::notifications::{Letters, Message};
use crate::tasks::Ticked;
use crate::tasks::assign::Question;
use crate::tasks::event::TaskEvent;
use crate::tasks::facts::open_facts;
use crate::tasks::journal::Journal;
use crate::tasks::reassign::key_of_reassignment;

/// One reassignment of several tasks.
pub(super) struct Batch<'a> {
    /// Who acts, as everything that is written names them (G4).
    pub(super) actor: &'a Actor,
    /// The same person.
    pub(super) by: PersonId,
    /// From whom.
    pub(super) source: Source,
    /// To whom: an active person other than the source.
    pub(super) target: &'a Person,
    /// Why, checked.
    pub(super) reason: &'a str,
    pub(super) now: DateTime<Utc>,
}

/// What became of one task.
#[derive(Debug)]
pub(super) enum Became {
    /// It waits for this person: the one chosen, or their delegate. An earlier sending of the same form counts.
    Reassigned { assignee: PersonId, name: String },
    /// It stays where it is, as the person chosen may not decide it (T5). Why, in words.
    Ineligible(String),
    /// It does not wait for the source any more, or not at that step (G5). What has become of it, in words.
    MovedOn(String),
    /// Its subject has left: it is to be cancelled (T13).
    SubjectLeft,
}

/// One task with what became of it.
#[derive(Debug)]
pub(super) struct TaskOutcome {
    pub(super) task: TaskId,
    pub(super) title: String,
    pub(super) became: Became,
}

impl Batch<'_> {
    /// Reassigns what can be reassigned, and says of each task what became of it; of what does not exist nothing.
    pub(super) async fn carry_out(&self, tx: &mut Transaction, tasks: &[Ticked]) -> Result<Vec<TaskOutcome>> {
        let ids: Vec<TaskId> = tasks.iter().map(|one| one.task).collect();
        let seen: HashMap<TaskId, i16> = tasks
            .iter()
            .filter_map(|one| Some((one.task, one.step?)))
            .collect();
        let locked = db::tasks::read::by_ids_for_update(tx, &ids).await?;
        let asked = overseen::asked(tx, &ids, self.now).await?;
        let known = Known::read(tx, self, &asked).await?;
        let mut rows = Rows::default();
        let mut outcomes = Vec::with_capacity(locked.len());
        for task in &locked {
            let nobody = Asked::default();
            let asked = asked.get(&task.id).unwrap_or(&nobody);
            let seen = seen.get(&task.id).copied().unwrap_or(task.position);
            let became = match self.judge(task, seen, asked, &known) {
                Ok(outcome) => self.prepare(task, asked, outcome, &known, &mut rows)?,
                Err(became) => became,
            };
            outcomes.push(TaskOutcome {
                task: task.id,
                title: task.title.clone(),
                became,
            });
        }
        rows.write(tx, self.source, self.now).await?;
        Ok(outcomes)
    }

    /// T5 for the person chosen; or why the task stays as it is.
    fn judge(
        &self,
        task: &Task,
        seen: i16,
        asked: &Asked,
        known: &Known,
    ) -> std::result::Result<Outcome, Became> {
        if task.state != TaskState::Open {
            let words = format!("it was {} already", task.state.code());
            return Err(Became::MovedOn(words));
        }
        if seen != task.position || self.ways(asked).next().is_none() {
            return Err(self.moved_on(seen == task.position, asked, known));
        }
        if asked.subject_left {
            return Err(Became::SubjectLeft);
        }
        let target = self.target.id();
        let name = &self.target.display_name;
        let refuse = |why: &str| Became::Ineligible(format!("{name} may not decide this step: {why}"));
        let Some(step) = task.step() else {
            return Err(refuse("the task has no such step"));
        };
        if step.approver == Approver::Administrators {
            return Err(refuse(
                "everybody who could decide it as a second person is asked already",
            ));
        }
        let question = Question::of(task, step, asked.deciders.iter().copied().collect());
        let barred = Barred {
            already_appeared: self.already_appeared(asked),
            ..question.barred()
        };
        if let Some(reason) = ineligible(&[target], &known.chain.facts, &barred) {
            return Err(refuse(reason.in_words()));
        }
        Ok(resolve(
            target,
            step.allow_delegation,
            &known.chain.facts,
            &barred,
        ))
    }

    /// The source; and who acts, where they are asked themselves and do not take the task over.
    fn already_appeared(&self, asked: &Asked) -> HashSet<PersonId> {
        let is_asked = asked.assignments.iter().any(|one| one.person() == Some(self.by));
        let acts = (is_asked && self.by != self.target.id()).then_some(self.by);
        self.source.person().into_iter().chain(acts).collect()
    }

    /// What the source is asked, for whomever.
    fn ways<'b>(&self, asked: &'b Asked) -> impl Iterator<Item = &'b Assignment> + use<'b> {
        let source = self.source;
        asked
            .assignments
            .iter()
            .filter(move |assignment| Source::of(assignment) == Some(source))
    }

    /// The same form sent twice finds its own work; everybody else is told where the task is now (G5).
    fn moved_on(&self, is_same_step: bool, asked: &Asked, known: &Known) -> Became {
        let source = self
            .source
            .person()
            .filter(|source| is_same_step && asked.released.contains(source));
        let pair = source.map(|source| [source, self.target.id()]);
        let own = asked.assignments.iter().find(|assignment| {
            let path: Vec<PersonId> = assignment.path().collect();
            pair.is_some_and(|pair| path.windows(2).any(|hop| hop == pair))
        });
        if let Some(assignee) = own.and_then(Assignment::person) {
            return Became::Reassigned {
                assignee,
                name: known.name(assignee),
            };
        }
        let waits_for = asked.assignments.iter().filter_map(Source::of);
        let waits_for: Vec<String> = waits_for.map(|source| known.source(source)).collect();
        Became::MovedOn(format!("it waits for {} now", waits_for.join(" or ")))
    }

    /// Adds everything that one task's reassignment writes.
    fn prepare(
        &self,
        task: &Task,
        asked: &Asked,
        outcome: Outcome,
        known: &Known,
        rows: &mut Rows,
    ) -> Result<Became> {
        let Some(assignee) = outcome.assignee else {
            let words = format!("{} may not decide this step", self.target.display_name);
            return Ok(Became::Ineligible(words));
        };
        let name = known.name(assignee);
        // Of a pool nobody in particular was asked: the path begins with who was chosen.
        let paths: Vec<Vec<PersonId>> = self
            .ways(asked)
            .map(|way| way.path().chain(outcome.path.iter().copied()).collect())
            .collect();
        let copies = self.copies(&paths, assignee, known);
        let mut journal = Journal::default();
        journal.note(
            task.position,
            TaskEvent::Reassigned {
                to: self.target.id(),
                reason: self.reason.to_owned(),
                from: self.source.person(),
                from_pool: self.pool_name(known),
            },
        );
        for trail in outcome.trail {
            journal.note(task.position, TaskEvent::Resolution { trail });
        }
        for path in &paths {
            let original = path.first().copied().unwrap_or(assignee);
            journal.note(
                task.position,
                TaskEvent::Assigned {
                    person: assignee,
                    original,
                },
            );
            rows.assignments
                .push(self.assignment(task, assignee, path, &copies));
        }
        let on_behalf_of = self.actor.on_behalf_of();
        rows.log
            .extend(journal.entries(task, self.actor, on_behalf_of.as_slice(), self.now)?);
        let mut named = paths.iter().filter_map(|path| path.first().copied());
        let stands_in_for = named.find(|named| *named != assignee);
        self.tell(task, (assignee, stands_in_for), &copies, known, &mut rows.letters);
        rows.records.push(self.record(task, (assignee, &name), known));
        rows.released.push(task.id);
        Ok(Became::Reassigned { assignee, name })
    }

    /// Those passed over by rules they saved themselves, who get a copy of what goes to the assignee (T9).
    fn copies(&self, paths: &[Vec<PersonId>], assignee: PersonId, known: &Known) -> Vec<PersonId> {
        let owners = paths.iter().flatten().copied();
        let mut copies: Vec<PersonId> = owners
            .filter(|owner| *owner != assignee && Some(*owner) != self.source.person())
            .filter(|owner| known.chain.copies.contains(owner))
            .collect();
        copies.sort_unstable();
        copies.dedup();
        copies
    }

    fn assignment(
        &self,
        task: &Task,
        assignee: PersonId,
        path: &[PersonId],
        copies: &[PersonId],
    ) -> NewAssignment {
        let of_path = copies.iter().filter(|owner| path.contains(owner));
        NewAssignment {
            task_id: task.id.0,
            position: task.position,
            person_id: Some(assignee.0),
            pool_role_id: None,
            original_id: path.first().map(|original| original.0),
            path: path.iter().map(|person| person.0).collect(),
            copies: of_path.map(|owner| owner.0).collect(),
            barred: Vec::new(),
            assigned_at: self.now,
        }
    }

    /// The new assignee, the one before, and who gets a copy; not who acts, who knows (T9).
    fn tell(
        &self,
        task: &Task,
        (assignee, stands_in_for): (PersonId, Option<PersonId>),
        copies: &[PersonId],
        known: &Known,
        letters: &mut Letters,
    ) {
        let key = key_of_reassignment(task, self.now);
        let (title, by, reason) = (task.title.clone(), known.by.clone(), self.reason.to_owned());
        let others = |person: &PersonId| *person != self.by;
        if others(&assignee) {
            let reassigned = Message::TaskReassigned {
                title: title.clone(),
                by: by.clone(),
                standing_in_for: stands_in_for.map(|named| known.name(named)),
                reason: reason.clone(),
            };
            letters.to(assignee, &key, Some(task.id), &reassigned, self.now);
        }
        let assignee = known.name(assignee);
        for owner in copies.iter().copied().filter(others) {
            let copy = Message::TaskCopy {
                title: title.clone(),
                assignee: assignee.clone(),
            };
            letters.to(owner, &key, Some(task.id), &copy, self.now);
        }
        if let Some(source) = self.source.person().filter(others) {
            let taken = Message::TaskTakenFromYou {
                title,
                by,
                assignee,
                reason,
            };
            letters.to(source, &key, Some(task.id), &taken, self.now);
        }
    }

    fn record(&self, task: &Task, (assignee, name): (PersonId, &str), known: &Known) -> Record {
        let from = match self.source {
            Source::Person(person) => json!({ "from": known.username(person) }),
            Source::Pool(_) => json!({ "from_role": self.pool_name(known) }),
        };
        let mut after = json!({
            "title": task.title, "step": task.position, "to": self.target.username, "assignee": name,
            "reason": self.reason,
        });
        if let (Some(after), Some(from)) = (after.as_object_mut(), from.as_object()) {
            after.extend(from.clone());
        }
        Record::new(
            self.actor,
            self.now,
            Action::TaskReassigned,
            ObjectKind::Task,
            task.id,
        )
        .concerns(task.subject)
        .about([self.target.id(), assignee])
        .about(self.source.person())
        .before(Some(open_facts(task)))
        .after(Some(after))
    }

    fn pool_name(&self, known: &Known) -> Option<String> {
        match self.source {
            Source::Person(_) => None,
            Source::Pool(role) => Some(known.role(role)),
        }
    }
}

/// What has been read for the whole batch.
struct Known {
    /// The rules that start from the person chosen, who is inactive, and who wants a copy.
    chain: ChainFacts,
    names: HashMap<PersonId, Name>,
    roles: HashMap<RoleId, String>,
    /// Who acts, as messages name them: "Ben Ode for Ada Holm" (G4).
    by: String,
}

impl Known {
    async fn read(conn: &mut Connection, batch: &Batch<'_>, asked: &HashMap<TaskId, Asked>) -> Result<Self> {
        let assignments = || asked.values().flat_map(|asked| &asked.assignments);
        let mut people: HashSet<PersonId> = assignments().flat_map(Assignment::path).collect();
        people.extend(assignments().filter_map(Assignment::person));
        people.insert(batch.target.id());
        let around: Vec<PersonId> = people.iter().copied().collect();
        let chain = db::delegation_rules::chain_facts(conn, &around, batch.now).await?;
        people.extend(chain.facts.delegates.values());
        let delegator = batch.actor.on_behalf_of();
        people.extend(
            [batch.by]
                .into_iter()
                .chain(delegator)
                .chain(batch.source.person()),
        );
        let people: Vec<PersonId> = people.into_iter().collect();
        let mut known = Self {
            chain,
            names: db::people::names(conn, &people).await?,
            roles: HashMap::new(),
            by: String::new(),
        };
        let mut pools: HashSet<RoleId> = assignments().filter_map(Assignment::pool).collect();
        if let Source::Pool(role) = batch.source {
            pools.insert(role);
        }
        if !pools.is_empty() {
            let pools: Vec<RoleId> = pools.into_iter().collect();
            let roles = db::roles::names(conn, &pools).await?;
            known.roles = roles.into_iter().map(|role| (role.id(), role.name)).collect();
        }
        known.by = match delegator {
            Some(delegator) => format!("{} for {}", known.name(batch.by), known.name(delegator)),
            None => known.name(batch.by),
        };
        Ok(known)
    }

    fn name(&self, person: PersonId) -> String {
        let name = self.names.get(&person);
        name.map_or_else(|| "Somebody".to_owned(), |name| name.display_name.clone())
    }

    fn username(&self, person: PersonId) -> Option<&str> {
        self.names.get(&person).map(|name| name.username.as_str())
    }

    fn role(&self, role: RoleId) -> String {
        let name = self.roles.get(&role).cloned();
        name.unwrap_or_else(|| "a role".to_owned())
    }

    fn source(&self, source: Source) -> String {
        match source {
            Source::Person(person) => self.name(person),
            Source::Pool(role) => format!("everyone who holds {}", self.role(role)),
        }
    }
}

/// What one batch writes.
#[derive(Default)]
struct Rows {
    released: Vec<TaskId>,
    assignments: Vec<NewAssignment>,
    log: Vec<db::tasks::log::NewLogEntry>,
    letters: Letters,
    records: Vec<Record>,
}

impl Rows {
    async fn write(self, tx: &mut Transaction, source: Source, now: DateTime<Utc>) -> Result<()> {
        if self.released.is_empty() {
            return Ok(());
        }
        match source {
            Source::Person(person) => release(tx, &self.released, Released::Person(person), now).await?,
            Source::Pool(pool) => release(tx, &self.released, Released::Pool(pool), now).await?,
        }
        db::tasks::assignments::insert(tx, &self.assignments).await?;
        Record::write_all(self.records, tx).await?;
        db::tasks::log::append(tx, &self.log).await?;
        self.letters.write(tx).await
    }
}
