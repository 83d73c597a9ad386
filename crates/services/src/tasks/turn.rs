//! Whether it is somebody's turn: the ways in which a person may decide a task's open step now (T5, T11), and what they
//! are told when there is none.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use db::Connection;
use db::tasks::assignments::Assignment;
use db::tasks::read::Task;
use db::tasks::turn::Holding;
use domain::ids::{PersonId, RoleId};
use domain::policy::Approver;
use domain::resolution::{Barred, Facts, ineligible};
use domain::task::TaskState;
use serde::{Deserialize, Serialize};

use super::assign::Question;
use crate::actor::{Actor, InPlaceOf};
use crate::rights::guarded::Guarded;
use crate::{Error, Result};

/// One way in which a person may decide: as the assignee for somebody named, or as one of a pool.
#[derive(Debug, Clone)]
pub(super) struct Way {
    /// From the person named, or the delegator of a pool's role, to the person.
    pub(super) path: Vec<PersonId>,
    /// The role whose holders are asked.
    pub(super) pool: Option<RoleId>,
    /// Who delegated that role to the person; none: they hold it themselves.
    pub(super) delegator: Option<InPlaceOf>,
}

/// What came of an attempt to decide a step or to pass it on.
#[derive(Serialize, Deserialize)]
pub(crate) enum Acted<T> {
    /// It was done.
    Done(T),
    /// The subject had left: the task was cancelled instead (T13), to be committed all the same. Why, in words.
    SubjectLeft(String),
}

impl<T> Acted<T> {
    /// The same with something else for what was done.
    pub(crate) fn map<R>(self, change: impl FnOnce(T) -> R) -> Acted<R> {
        match self {
            Self::Done(done) => Acted::Done(change(done)),
            Self::SubjectLeft(words) => Acted::SubjectLeft(words),
        }
    }

    /// What was done, once it is committed.
    ///
    /// # Errors
    /// [`Error::Conflict`] where the task was cancelled instead.
    pub(crate) fn done(self) -> Result<T> {
        match self {
            Self::Done(done) => Ok(done),
            Self::SubjectLeft(words) => Err(Error::Conflict(words)),
        }
    }
}

/// Whether a person could do themselves what a second person is asked to approve.
async fn is_able(conn: &mut Connection, task: &Task, person: PersonId, now: DateTime<Utc>) -> Result<bool> {
    let asks = task.step().map(|step| &step.approver);
    let (Some(Approver::Administrators), Some(role)) = (asks, task.role) else {
        return Ok(true);
    };
    let guarded = Guarded::of(conn, role, task.role_change.as_ref()).await?;
    Ok(guarded.able(conn, &[], now).await?.contains(&person))
}

/// A task as one person finds it.
pub(super) struct Turn<'a> {
    task: &'a Task,
    person: PersonId,
    read: db::tasks::turn::Turn,
    /// They could add the role themselves, where a second person is asked (R22 (2)); true of every other step.
    is_able: bool,
    /// How they may decide; empty: it is not their turn.
    pub(super) ways: Vec<Way>,
}

impl<'a> Turn<'a> {
    /// Reads it. The task's row is locked by the caller.
    pub(super) async fn read(
        conn: &mut Connection,
        task: &'a Task,
        person: PersonId,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let read = db::tasks::turn::read(conn, task.id, person, now).await?;
        let mut turn = Self {
            task,
            person,
            read,
            is_able: is_able(conn, task, person, now).await?,
            ways: Vec::new(),
        };
        turn.ways = turn.ways_now();
        Ok(turn)
    }

    /// Who decided an earlier step, and for whom.
    pub(super) fn earlier(&self) -> HashSet<PersonId> {
        let decisions = self.read.decisions.iter();
        decisions
            .flat_map(|d| std::iter::once(d.by()).chain(d.decided_for()))
            .collect()
    }

    /// Who may not decide the open step (T5).
    pub(super) fn barred(&self) -> Option<Barred> {
        let step = self.task.step()?;
        Some(Question::of(self.task, step, self.earlier()).barred())
    }

    /// Whether whom the task is about has left: nothing is decided about them any more (T13).
    pub(super) fn subject_left(&self) -> bool {
        self.read.subject_left
    }

    /// Name of the role that the task is about.
    pub(super) fn role(&self) -> &str {
        self.read.role.as_deref().unwrap_or_default()
    }

    /// For whom the person would decide (G4).
    pub(super) fn stands_in_for(&self) -> Vec<PersonId> {
        let named = self.ways.iter().filter_map(|way| way.path.first().copied());
        named.filter(|named| *named != self.person).collect()
    }

    /// The actor as everything that is written has to name them: in the place of who delegated the role of a pool (G4, T11).
    pub(super) fn acting(&self, actor: &Actor) -> Actor {
        let delegator = self.ways.iter().find_map(|way| way.delegator.clone());
        actor.clone().in_place_of(delegator)
    }

    /// Everyone who is asked now.
    pub(super) fn asked(&self) -> impl Iterator<Item = &Assignment> {
        self.read
            .assignments
            .iter()
            .filter(|assignment| assignment.is_open())
    }

    fn ways_now(&self) -> Vec<Way> {
        let may_anybody = self.task.state == TaskState::Open && self.is_able;
        let Some(barred) = self.barred().filter(|_| may_anybody) else {
            return Vec::new();
        };
        // Owners of the rules that were followed may be inactive by now: only the decider's own state counts.
        let facts = Facts {
            delegates: HashMap::new(),
            inactive: (!self.read.active).then_some(self.person).into_iter().collect(),
        };
        let may = |way: &Way| ineligible(&way.path, &facts, &barred).is_none();
        let own: Vec<Way> = self
            .asked()
            .filter(|assignment| assignment.person() == Some(self.person))
            .map(|assignment| Way {
                path: assignment.path().collect(),
                pool: None,
                delegator: None,
            })
            .filter(may)
            .collect();
        if !own.is_empty() {
            return own;
        }
        // One holding is enough; one's own right comes before those that were lent.
        let pools = self.asked().filter_map(Assignment::pool);
        pools
            .flat_map(|pool| self.held(pool))
            .find(may)
            .into_iter()
            .collect()
    }

    fn held(&self, pool: RoleId) -> impl Iterator<Item = Way> {
        let held = self
            .read
            .holdings
            .iter()
            .filter(move |holding| holding.role_id == pool);
        held.map(move |holding| Way {
            path: holding.delegator_id.into_iter().chain([self.person]).collect(),
            pool: Some(pool),
            delegator: in_place_of(holding),
        })
    }

    /// Why it is not the person's turn: they may not know of the task, it is over, it was passed on, or it never was
    /// theirs.
    pub(super) async fn refusal(&self, conn: &mut Connection, now: DateTime<Utc>) -> Result<Error> {
        if !super::read::may_see(conn, self.task.id, self.person, now).await? {
            return Ok(Error::NotFound);
        }
        if self.task.state != TaskState::Open {
            return Ok(Error::Conflict(self.closed_in_words(conn).await?));
        }
        let passed_on = self.read.assignments.iter().any(|assignment| {
            let was_theirs = match assignment.pool() {
                Some(pool) => self.held(pool).next().is_some(),
                None => assignment.person() == Some(self.person),
            };
            assignment.position() == self.task.position && !assignment.is_open() && was_theirs
        });
        Ok(if passed_on {
            Error::Conflict(self.moved_in_words(conn).await?)
        } else {
            Error::Forbidden
        })
    }

    /// "… was approved already by Ines Prado".
    async fn closed_in_words(&self, conn: &mut Connection) -> Result<String> {
        let by = match self.read.decisions.last() {
            Some(last) if self.task.state != TaskState::Cancelled => {
                let names = db::people::names(conn, &[last.by()]).await?;
                names
                    .get(&last.by())
                    .map(|name| format!(" by {}", name.display_name))
                    .unwrap_or_default()
            }
            _ => String::new(),
        };
        Ok(format!(
            "“{}” was {} already{by}",
            self.task.title,
            self.task.state.code()
        ))
    }

    /// "… waits for Milo Kern now".
    pub(super) async fn moved_in_words(&self, conn: &mut Connection) -> Result<String> {
        let people: Vec<PersonId> = self.asked().filter_map(Assignment::person).collect();
        let pools: Vec<RoleId> = self.asked().filter_map(Assignment::pool).collect();
        let names = db::people::names(conn, &people).await?;
        let mut waits_for: Vec<String> = people
            .iter()
            .filter_map(|person| names.get(person))
            .map(|name| name.display_name.clone())
            .collect();
        if !pools.is_empty() {
            let roles = db::roles::names(conn, &pools).await?;
            waits_for.extend(
                roles
                    .into_iter()
                    .map(|role| format!("everyone who holds {}", role.name)),
            );
        }
        Ok(format!(
            "“{}” has moved on: it waits for {} now",
            self.task.title,
            waits_for.join(" or ")
        ))
    }
}

fn in_place_of(holding: &Holding) -> Option<InPlaceOf> {
    Some(InPlaceOf {
        person: holding.delegator_id?,
        username: holding.delegator.clone()?,
        delegation: holding.delegation_id?,
    })
}
