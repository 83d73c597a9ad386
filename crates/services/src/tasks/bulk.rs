//! The same action on several tasks (T14): each by itself, in a transaction of its own, so that one that is refused holds
//! up no other. A few at once, on as many connections.

use std::collections::HashSet;

use domain::ids::TaskId;
use domain::task::Decision;
use futures::StreamExt;

use super::{PassingOn, Verdict};
use crate::actor::Actor;
use crate::{Error, Result, Services};

/// Tasks that one form may send.
pub const MOST: usize = 1_000;

/// Tasks worked on at the same moment. More would take connections from everybody else and gain nothing.
const AT_ONCE: usize = 6;

/// What is to be done to each.
#[derive(Debug, Clone, Copy)]
pub enum BulkAct<'a> {
    /// Approve or deny.
    Decide {
        /// Which.
        decision: Decision,
        /// One for all.
        reason: &'a str,
    },
    /// Pass on by hand.
    Reassign {
        /// A username.
        to: &'a str,
        /// One for all.
        reason: &'a str,
    },
    /// Say something.
    Comment {
        /// As typed.
        comment: &'a str,
    },
}

/// A task that was ticked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticked {
    /// Which.
    pub task: TaskId,
    /// The step that stood open when the list was shown (G5): a second click acts on no second step. None: whichever is
    /// open.
    pub step: Option<i16>,
}

/// What became of one task.
#[derive(Debug)]
pub struct Carried {
    /// Which.
    pub task: TaskId,
    /// Its title; none where there is no such task, or none that the person may know of.
    pub title: Option<String>,
    /// Why nothing was done; none: it was.
    pub refused: Option<Error>,
    takes_away: bool,
}

impl Services {
    /// Does the same to several tasks, and says of each what became of it, in the order they were named. A task named
    /// twice counts once.
    ///
    /// # Errors
    /// [`Error::Invalid`] for more than [`MOST`]; what is wrong with one task is said of that task.
    pub async fn act_on_tasks(
        &self,
        actor: &Actor,
        tasks: &[Ticked],
        act: BulkAct<'_>,
    ) -> Result<Vec<Carried>> {
        let mut seen = HashSet::new();
        let tasks: Vec<Ticked> = tasks
            .iter()
            .copied()
            .filter(|one| seen.insert(one.task))
            .collect();
        if tasks.len() > MOST {
            return Err(Error::invalid("task", format!("Tick at most {MOST} tasks")));
        }
        let mut carried: Vec<Carried> = futures::stream::iter(tasks)
            .map(|task| self.act_on_one(actor, task, act))
            .buffered(AT_ONCE)
            .collect()
            .await;
        if carried.iter().any(|one| one.takes_away) {
            self.sweep_after_change(actor).await;
        }
        self.name_refused(&mut carried).await?;
        Ok(carried)
    }

    async fn act_on_one(&self, actor: &Actor, one: Ticked, act: BulkAct<'_>) -> Carried {
        let Ticked { task, step } = one;
        let mut takes_away = false;
        let outcome = match act {
            BulkAct::Decide { decision, reason } => {
                let verdict = Verdict {
                    decision,
                    reason,
                    step,
                };
                self.decide_one(actor, task, verdict).await.map(|decided| {
                    takes_away = decided.takes_away;
                    decided.title
                })
            }
            BulkAct::Reassign { to, reason } => {
                let passing = PassingOn {
                    to,
                    reason,
                    from: None,
                    step,
                    suggest: true,
                };
                let reassigned = self.reassign(actor, task, passing).await;
                reassigned.map(|reassigned| reassigned.title)
            }
            BulkAct::Comment { comment } => self.comment(actor, task, comment).await,
        };
        let (title, refused) = match outcome {
            Ok(title) => (Some(title), None),
            Err(error) => (None, Some(error)),
        };
        Carried {
            task,
            title,
            refused,
            takes_away,
        }
    }

    /// The titles of those that were refused; not of those that do not exist for the person (T17).
    async fn name_refused(&self, carried: &mut [Carried]) -> Result<()> {
        let known = |one: &&mut Carried| !matches!(one.refused, None | Some(Error::NotFound));
        let refused: Vec<TaskId> = carried.iter_mut().filter(known).map(|one| one.task).collect();
        if refused.is_empty() {
            return Ok(());
        }
        let mut conn = self.pool.get().await?;
        let titles = db::tasks::read::titles(&mut conn, &refused).await?;
        for one in carried.iter_mut().filter(known) {
            one.title = titles.get(&one.task).cloned();
        }
        Ok(())
    }
}
