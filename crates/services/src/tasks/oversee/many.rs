//! Several or all of a person's open tasks, in batches of a bounded size: each batch is a transaction, so that a process
//! that is killed leaves nothing half done, and the form that is sent again goes on where it stopped.

use db::transaction::Transaction;
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use db::Connection;
use db::people::Person;
use db::tasks::waiting::{self, PAGE, WaitingRow};
use domain::ids::{PersonId, TaskId};
use domain::task::check_reason_to_reassign;
use serde::{Deserialize, Serialize};

use super::batch::{Batch, Became, TaskOutcome};
use super::source::Source;
use super::work::{Place, Work};
use crate::access::{self, Everywhere, OverseeTasks, PagePermit};
use crate::actor::PersonActor;
use crate::tasks::Tasks;
use crate::tasks::reassign::find_target;
use crate::tasks::{PassingOn, Ticked};
use crate::{Error, FieldProblem, Result};

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
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
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
    /// Some are to be cancelled, as the people they are about have left (T13).
    pub(crate) subjects_left: bool,
}

impl BulkReassigned {
    /// How many tasks were reassigned.
    pub fn count(&self) -> usize {
        self.assignees.values().map(|(_, count)| count).sum()
    }

    /// How many were not, for a reason that is named.
    pub(crate) fn failed(&self) -> usize {
        self.stay.count + self.moved_on.count
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

impl Tasks<'_> {
    /// A person's open tasks that are to be reassigned: those among `only`, or all.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the reader does not oversee everyone's tasks, [`Error::NotFound`] when there is nobody.
    pub async fn to_reassign(
        self,
        permitted: &PagePermit<Everywhere<OverseeTasks>>,
        username: &str,
        only: Option<&[TaskId]>,
    ) -> Result<ToReassign> {
        let now = self.services.now();
        let limit = only.map_or(PAGE, |only| i64::try_from(only.len()).unwrap_or(i64::MAX));
        let mut conn = self.services.pool.get().await?;
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
}

/// A reassignment of several or all of a person's open tasks to somebody else: what the person is asked themselves, whomever they
/// stand in for. Tasks that the person chosen may not decide stay, and so does what has moved on meanwhile.
#[derive(Debug, Clone)]
pub(crate) struct ReassignMany<'a> {
    /// From whom: a username.
    pub(crate) username: &'a str,
    /// Which tasks.
    pub(crate) chosen: &'a Chosen,
    /// To whom, and why; the rest does not count.
    pub(crate) passing: PassingOn<'a>,
}

/// What its next batch needs to know, and what came of those before.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Progress {
    place: Place,
    /// What was done until now.
    pub(crate) done: BulkReassigned,
    /// Nothing is left.
    pub(crate) is_done: bool,
}

impl ReassignMany<'_> {
    /// From whom, as shown, and how many tasks there are, where all of it may be begun.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the actor does not oversee everyone's tasks, [`Error::NotFound`] when there is nobody with
    /// this username, [`Error::Invalid`] by field for the person chosen, the reason, and no task or too many.
    pub(crate) async fn check(
        &self,
        tx: &mut Transaction,
        actor: &PersonActor,
        now: DateTime<Utc>,
    ) -> Result<(String, i64)> {
        let work = Work::of(self.chosen)?;
        let permitted = access::require_everywhere(tx, actor, now).await?;
        let from = self.from(tx, &permitted).await?;
        check(tx, &from, self.passing, now).await?;
        let count = work.count(tx, from.id()).await?;
        Ok((from.display_name, count))
    }

    /// Does the next batch, in a transaction that also keeps the progress. The right is asked for again (G9).
    ///
    /// # Errors
    /// As [`crate::session::Authentication::check`]: then nothing more can be done of it.
    pub(crate) async fn next(
        &self,
        tx: &mut Transaction,
        actor: &PersonActor,
        progress: Progress,
        now: DateTime<Utc>,
    ) -> Result<Progress> {
        let by = actor.person();
        let permitted = access::require_everywhere(tx, actor, now).await?;
        let from = self.from(tx, &permitted).await?;
        let (to, reason) = check(tx, &from, self.passing, now).await?;
        let mut work = Work::of(self.chosen)?.resumed_at(progress.place);
        let tasks = work.next(tx, from.id()).await?;
        let batch = Batch {
            actor: permitted.acting(),
            by,
            source: Source::Person(from.id()),
            target: &to,
            reason: &reason,
            now,
        };
        let outcomes = batch.carry_out(tx, &tasks).await?;
        let mut done = progress.done;
        done.unknown += tasks.len().saturating_sub(outcomes.len());
        outcomes.into_iter().for_each(|outcome| done.add(outcome));
        (done.from, done.to) = (from.display_name, to.display_name);
        Ok(Progress {
            place: work.place(),
            done,
            is_done: work.is_done,
        })
    }

    /// Whose tasks they are: whoever oversees everyone's may know.
    async fn from(
        &self,
        conn: &mut Connection,
        _permitted: &PagePermit<Everywhere<OverseeTasks>>,
    ) -> Result<Person> {
        db::people::by_username(conn, self.username)
            .await?
            .ok_or(Error::NotFound)
    }
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
pub(crate) fn stopped_in_words(error: &Error) -> String {
    match error {
        Error::Invalid(problems) => {
            let messages: Vec<_> = problems.iter().map(|problem| problem.message.clone()).collect();
            messages.join(". ")
        }
        Error::Forbidden => "whoever started it may no longer reassign tasks".to_owned(),
        Error::Transient(_) => {
            "the other tasks could not be reassigned for the moment, after several attempts".to_owned()
        }
        other => {
            tracing::error!(error = %other.chain(), "a reassignment of several tasks stopped before its end");
            "the other tasks could not be reassigned".to_owned()
        }
    }
}
