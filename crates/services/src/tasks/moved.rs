//! What becomes of open tasks that a change takes from whoever was asked (T7, T12), counted: before the change, by making it in a
//! transaction that is rolled back, and after it, by what was done.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use db::Connection;
use db::tasks::assignments::{AskedParty, asked_now};
use db::tasks::stranded::{Reach, within};
use db::transaction::Transaction;
use domain::ids::{PersonId, TaskId};
use domain::task::TaskState;

use super::sweep::{AFTER_CHANGE, BATCH, assign_anew};
use crate::Result;
use crate::actor::Actor;
use crate::tasks::Tasks;

/// What became of one task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moved {
    /// Somebody else is asked.
    Reassigned,
    /// Nobody whom its step names may decide: the fallback approver is asked, or the super administrators (T12).
    ToFallback,
    /// Nobody else is asked: those who are asked beside whoever it is taken from still are (T7).
    StaysWithOthers,
    /// Nobody may decide it: it is cancelled.
    Cancelled,
}

/// What becomes of the open tasks that a change takes from whoever was asked (T7, T12).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TasksMoved {
    /// Somebody else is asked.
    pub reassigned: usize,
    /// Of those, how many go to a fallback approver or to the super administrators.
    pub to_fallback: usize,
    /// Nobody else is asked: they stay with the others who are.
    pub stay: usize,
    /// Nobody else may decide them: they are cancelled.
    pub cancelled: usize,
    /// More than a page waits for: reassigned or cancelled by the next sweep.
    pub later: usize,
}

impl TasksMoved {
    fn add(&mut self, moved: Moved) {
        match moved {
            Moved::Reassigned => self.reassigned += 1,
            Moved::ToFallback => {
                self.reassigned += 1;
                self.to_fallback += 1;
            }
            Moved::StaysWithOthers => self.stay += 1,
            Moved::Cancelled => self.cancelled += 1,
        }
    }
}

/// Whether a task asks somebody who was not asked before.
pub(super) async fn asks_another(
    conn: &mut Connection,
    task: TaskId,
    before: &HashSet<AskedParty>,
) -> Result<bool> {
    let now = asked_now(conn, &[task]).await?.remove(&task).unwrap_or_default();
    Ok(!now.is_subset(before))
}

/// Open tasks that wait on somebody who may not decide them before a change, among those that the change can take from whoever is
/// asked: the others are not read.
pub(crate) struct StrandedBefore {
    reach: Reach,
    tasks: HashSet<TaskId>,
}

/// Open tasks that a change takes from whoever was asked, in the order of their ids.
#[derive(Debug, Clone, Default)]
pub(crate) struct StrandedByChange {
    tasks: Vec<TaskId>,
    /// Who was asked of those that a page waits for.
    asked: HashMap<TaskId, HashSet<AskedParty>>,
}

impl StrandedBefore {
    /// Reads them: of a change of what these people hold, or of their accounts.
    pub(crate) async fn read(conn: &mut Connection, people: &[PersonId], now: DateTime<Utc>) -> Result<Self> {
        let reach = Reach::of(conn, people).await?;
        let tasks = within(conn, &reach, now, BATCH).await?;
        Ok(Self {
            reach,
            tasks: tasks.into_iter().collect(),
        })
    }

    /// The same without these tasks, which the change closes.
    pub(crate) fn without(mut self, closed: &[TaskId]) -> Self {
        self.tasks.extend(closed);
        self
    }

    /// What the change has added, in its transaction.
    pub(crate) async fn by_change(
        &self,
        conn: &mut Connection,
        now: DateTime<Utc>,
    ) -> Result<StrandedByChange> {
        let mut tasks = within(conn, &self.reach, now, BATCH).await?;
        tasks.retain(|task| !self.tasks.contains(task));
        let mut by_change = StrandedByChange {
            tasks,
            asked: HashMap::new(),
        };
        by_change.asked = asked_now(conn, by_change.split().0).await?;
        Ok(by_change)
    }

    /// Does after the change, in its transaction, what [`Tasks::sweep_changed`] does after its commit, and counts it. For a dry
    /// run.
    pub(crate) async fn sweep(
        &self,
        tx: &mut Transaction,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<TasksMoved> {
        let tasks = self.by_change(tx, now).await?;
        let (soon, mut moved) = tasks.split();
        for task in soon {
            // Somebody deals with it now, and may wait for what this dry run has locked: it is not waited for.
            if !db::tasks::read::lock_if_free(tx, *task).await? {
                moved.later += 1;
                continue;
            }
            if let Some(became) = assign_anew(tx, actor, *task, now).await? {
                moved.add(became);
            }
        }
        Ok(moved)
    }
}

impl StrandedByChange {
    /// Those that a page waits for, and how many others there are.
    fn split(&self) -> (&[TaskId], TasksMoved) {
        let most = usize::try_from(AFTER_CHANGE).unwrap_or(usize::MAX);
        let (soon, later) = self.tasks.split_at(most.min(self.tasks.len()));
        let moved = TasksMoved {
            later: later.len(),
            ..TasksMoved::default()
        };
        (soon, moved)
    }
}

impl Tasks<'_> {
    /// Deals after the commit with the open tasks that a change has taken from whoever was asked, as far as its page waits for them,
    /// and says what became of them. The change stands whatever becomes of this: what fails is the next sweep's.
    pub(crate) async fn sweep_changed(self, actor: &Actor, tasks: &StrandedByChange) -> TasksMoved {
        let (soon, mut moved) = tasks.split();
        for task in soon {
            let asked = tasks.asked.get(task);
            match self.sweep_changed_task(actor, (*task, asked)).await {
                Ok(Some(became)) => moved.add(became),
                Ok(None) => {}
                Err(error) => {
                    moved.later += 1;
                    tracing::error!(%task, %error, "an open task could not be swept after a change: the next sweep does it");
                }
            }
        }
        moved
    }

    /// None: nothing became of it by the change. `asked`: who was asked when the change was made.
    async fn sweep_changed_task(
        self,
        actor: &Actor,
        (task, asked): (TaskId, Option<&HashSet<AskedParty>>),
    ) -> Result<Option<Moved>> {
        let nobody = HashSet::new();
        let asked = asked.unwrap_or(&nobody);
        let now = self.services.now();
        Transaction::run(&self.services.pool, async |tx| {
            if let Some(moved) = assign_anew(tx, actor, task, now).await? {
                return Ok(Some(moved));
            }
            // A sweep that runs all the time was quicker, or a person: the task says what they did.
            let Some(found) = db::tasks::read::by_id_for_update(tx, task).await? else {
                return Ok(None);
            };
            Ok(match found.state {
                TaskState::Open => asks_another(tx, task, asked).await?.then_some(Moved::Reassigned),
                TaskState::Cancelled => Some(Moved::Cancelled),
                TaskState::Approved | TaskState::Denied => None,
            })
        })
        .await
    }
}
