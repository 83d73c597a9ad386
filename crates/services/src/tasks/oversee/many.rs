//! Several or all of a person's open tasks, in batches of a bounded size: each batch is a transaction, so that a process
//! that is killed leaves nothing half done, and the form that is sent again goes on where it stopped.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use db::Connection;
use db::people::Person;
use db::tasks::overseen;
use db::tasks::waiting::{self, PAGE, WaitingRow};
use db::transaction::Transaction;
use domain::ids::{PersonId, TaskId};
use domain::task::check_reason_to_reassign;

use super::batch::{Batch, Became, TaskOutcome};
use super::source::Source;
use super::work::Work;
use crate::access::{self, Everywhere, OverseeTasks, PagePermit};
use crate::actor::Actor;
use crate::tasks::reassign::find_target;
use crate::tasks::{PassingOn, Ticked};
use crate::{Error, FieldProblem, Result, Services};

/// Tasks that are named one by one with the reason why they were not reassigned; of more, how many there are.
pub const LISTED: usize = 200;

/// Which of a person's open tasks.
#[derive(Debug, Clone)]
pub enum Chosen {
    /// These, each with the step that stood open when the page was shown (G5).
    Ticked(Vec<Ticked>),
    /// All that waited for the person when the page was shown: what has come since stays (G5).
    All {
        /// When it was shown.
        until: DateTime<Utc>,
    },
}

/// A person's open tasks that are to be reassigned, as the page shows them before it is done.
#[derive(Debug, Clone)]
pub struct ToReassign {
    /// Signs in with it.
    pub username: String,
    /// As shown.
    pub display_name: String,
    /// How many there are.
    pub count: i64,
    /// The first of them, the one that waits longest first.
    pub rows: Vec<WaitingRow>,
    /// What waits at this instant: "all" is no more than that (G5).
    pub until: DateTime<Utc>,
    /// The instant this was read at.
    pub now: DateTime<Utc>,
}

/// Tasks that were not reassigned.
#[derive(Debug, Clone, Default)]
pub struct Left {
    /// How many.
    pub count: usize,
    /// The first [`LISTED`] of them: which, its title, why.
    pub listed: Vec<(TaskId, String, String)>,
}

impl Left {
    fn add(&mut self, task: TaskId, title: String, why: String) {
        self.count += 1;
        if self.listed.len() < LISTED {
            self.listed.push((task, title, why));
        }
    }
}

/// What a reassignment of several tasks did.
#[derive(Debug, Clone, Default)]
pub struct BulkReassigned {
    /// Name of the person from whom the tasks were taken.
    pub from: String,
    /// Name of the person chosen.
    pub to: String,
    /// Who has them now, and how many: the person chosen, and whoever their delegation rule leads to.
    pub assignees: HashMap<PersonId, (String, usize)>,
    /// They stay with their assignee, as the person chosen may not decide them (T5).
    pub stay: Left,
    /// They did not wait for the person any more (G5).
    pub moved_on: Left,
    /// There are no such tasks.
    pub unknown: usize,
    /// Why it stopped before its end; what was done until then is done.
    pub stopped: Option<String>,
    subjects_left: bool,
}

impl BulkReassigned {
    /// How many tasks were reassigned.
    pub fn count(&self) -> usize {
        self.assignees.values().map(|(_, count)| count).sum()
    }

    /// Whether everything that was chosen is done.
    pub fn is_complete(&self) -> bool {
        self.stay.count + self.moved_on.count + self.unknown == 0 && self.stopped.is_none()
    }

    fn add(&mut self, outcome: TaskOutcome) {
        let TaskOutcome { task, title, became } = outcome;
        match became {
            Became::Reassigned { assignee, name } => {
                self.assignees.entry(assignee).or_insert((name, 0)).1 += 1
            }
            Became::Ineligible(words) => self.stay.add(task, title, words),
            Became::MovedOn(words) => self.moved_on.add(task, title, words),
            Became::SubjectLeft => {
                self.subjects_left = true;
                let words = "it is being cancelled: the person it is about no longer works here".to_owned();
                self.moved_on.add(task, title, words);
            }
        }
    }
}

impl Services {
    /// A person's open tasks that are to be reassigned: those among `only`, or all.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the reader does not oversee everyone's tasks, [`Error::NotFound`] when there is nobody.
    pub async fn tasks_to_reassign(
        &self,
        permitted: &PagePermit<Everywhere<OverseeTasks>>,
        username: &str,
        only: Option<&[TaskId]>,
    ) -> Result<ToReassign> {
        let now = self.now();
        let limit = only.map_or(PAGE, |only| i64::try_from(only.len()).unwrap_or(i64::MAX));
        let mut conn = self.pool.get().await?;
        let person = waiting::of_username(&mut conn, permitted.actor(), username, (only, limit), now)
            .await?
            .ok_or(Error::Forbidden)?
            .ok_or(Error::NotFound)?;
        Ok(ToReassign {
            username: person.username,
            display_name: person.display_name,
            count: person.waiting.count,
            rows: person.waiting.rows,
            // Another node's clock may be ahead.
            until: person.waiting.newest.map_or(now, |newest| newest.max(now)),
            now,
        })
    }

    /// Reassigns several or all of a person's open tasks to somebody else: what the person is asked themselves, whomever
    /// they stand in for. Tasks that the person chosen may not decide stay, and so does what has moved on meanwhile.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the actor does not oversee everyone's tasks, [`Error::NotFound`] when there is nobody with
    /// this username, [`Error::Invalid`] by field for the person chosen, the reason, and no task or too many.
    /// Of `passing` only the person chosen and the reason count.
    pub async fn reassign_tasks_of(
        &self,
        actor: &Actor,
        username: &str,
        chosen: &Chosen,
        passing: PassingOn<'_>,
    ) -> Result<BulkReassigned> {
        let mut work = Work::of(chosen)?;
        let mut done = BulkReassigned::default();
        let mut people = None;
        while !work.is_done {
            match self
                .reassign_batch(actor, username, &mut work, passing, &mut done)
                .await
            {
                Ok(both) => people = Some(both),
                Err(error) if people.is_none() => return Err(error),
                Err(error) => {
                    done.stopped = Some(stopped_in_words(&error));
                    break;
                }
            }
        }
        if let (Chosen::All { until }, Some(people)) = (chosen, people) {
            self.count_twin(people, *until, &mut done).await?;
        }
        if done.subjects_left {
            self.sweep_after_change(actor).await;
        }
        Ok(done)
    }

    /// One transaction. Answers from whom and to whom.
    async fn reassign_batch(
        &self,
        actor: &Actor,
        username: &str,
        work: &mut Work,
        passing: PassingOn<'_>,
        done: &mut BulkReassigned,
    ) -> Result<(PersonId, PersonId)> {
        let now = self.now();
        let Reassigned {
            from,
            to,
            count,
            outcomes,
        } = Transaction::run(&self.pool, async |tx| {
            batch(tx, actor, username, work, passing, now).await
        })
        .await?;
        done.unknown += count.saturating_sub(outcomes.len());
        outcomes.into_iter().for_each(|outcome| done.add(outcome));
        let people = (from.id(), to.id());
        (done.from, done.to) = (from.display_name, to.display_name);
        Ok(people)
    }

    /// The same form sent twice at the same moment: each sending reassigns a part, and both tell of the whole.
    async fn count_twin(
        &self,
        (from, to): (PersonId, PersonId),
        since: DateTime<Utc>,
        done: &mut BulkReassigned,
    ) -> Result<()> {
        let mut conn = self.pool.get().await?;
        let chain = db::delegation_rules::chain_facts(&mut conn, &[to], self.now()).await?;
        let reached: HashSet<PersonId> = chain.facts.delegates.into_values().chain([to]).collect();
        let reached: Vec<PersonId> = reached.into_iter().collect();
        let counts = overseen::reassigned_since(&mut conn, (from, to), &reached, since).await?;
        let names = db::people::names(&mut conn, &reached).await?;
        for (assignee, count) in counts {
            let name = names.get(&assignee).map(|name| name.display_name.clone());
            let known = done
                .assignees
                .entry(assignee)
                .or_insert((name.unwrap_or_default(), 0));
            known.1 = known.1.max(usize::try_from(count).unwrap_or_default());
        }
        Ok(())
    }
}

/// What one batch did.
struct Reassigned {
    from: Person,
    to: Person,
    /// Tasks that were tried.
    count: usize,
    outcomes: Vec<TaskOutcome>,
}

async fn batch(
    tx: &mut Transaction,
    actor: &Actor,
    username: &str,
    work: &mut Work,
    passing: PassingOn<'_>,
    now: DateTime<Utc>,
) -> Result<Reassigned> {
    let by = actor.person.ok_or(Error::Forbidden)?;
    let permitted = access::require_everywhere::<OverseeTasks>(tx, by, now).await?;
    let actor = permitted.acting(actor);
    let from = db::people::by_username(tx, username)
        .await?
        .ok_or(Error::NotFound)?;
    let (to, reason) = check(tx, &from, passing, now).await?;
    let tasks = work.next(tx, from.id()).await?;
    let batch = Batch {
        actor: &actor,
        by,
        source: Source::Person(from.id()),
        target: &to,
        reason: &reason,
        now,
    };
    let outcomes = batch.carry_out(tx, &tasks).await?;
    Ok(Reassigned {
        count: tasks.len(),
        from,
        to,
        outcomes,
    })
}

/// The person chosen and the reason, or everything that is wrong with them.
async fn check(
    conn: &mut Connection,
    from: &Person,
    passing: PassingOn<'_>,
    now: DateTime<Utc>,
) -> Result<(Person, String)> {
    let target = find_target(conn, passing.to, passing.suggest, now).await?;
    let target = target.and_then(|target| {
        if target.id() == from.id() {
            let message = format!(
                "{} has these tasks already: choose somebody else",
                from.display_name
            );
            Err(FieldProblem::new("to", message))
        } else {
            Ok(target)
        }
    });
    let reason = check_reason_to_reassign(passing.reason);
    match (target, reason) {
        (Ok(target), Ok(reason)) => Ok((target, reason)),
        (target, reason) => {
            let reason = reason.err().map(|message| FieldProblem::new("reason", message));
            Err(Error::Invalid(target.err().into_iter().chain(reason).collect()))
        }
    }
}

/// Why it stopped after a part of the tasks.
fn stopped_in_words(error: &Error) -> String {
    match error {
        Error::Invalid(problems) => {
            let messages: Vec<_> = problems.iter().map(|problem| problem.message.clone()).collect();
            messages.join(". ")
        }
        Error::Forbidden => "You may no longer reassign tasks".to_owned(),
        other => {
            tracing::error!(error = %other, "a reassignment of several tasks stopped before its end");
            "The other tasks could not be reassigned for the moment: reassign them again".to_owned()
        }
    }
}
