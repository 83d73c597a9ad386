//! Which tasks come next: in batches, so that no transaction locks more than a few.

use std::collections::HashSet;

use db::Connection;
use db::tasks::overseen;
use domain::ids::{PersonId, TaskId};
use serde::{Deserialize, Serialize};

use super::many::Chosen;
use crate::tasks::{MOST, Ticked};
use crate::{Error, Result};

/// Tasks a transaction: so many are locked at a time.
const BATCH: usize = 500;

/// How far it is.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct Place {
    /// The last task of the batch before.
    after: Option<TaskId>,
    /// Ticked tasks that are dealt with.
    dealt_with: usize,
}

/// What is still to be done.
pub(super) struct Work {
    chosen: Chosen,
    /// The last task of the batch before.
    after: Option<TaskId>,
    /// Ticked tasks that are dealt with.
    dealt_with: usize,
    /// Nothing is left.
    pub(super) is_done: bool,
}

impl Work {
    /// Everything that was chosen, each task once.
    ///
    /// # Errors
    /// [`Error::Invalid`] for no task or more than [`MOST`].
    pub(super) fn of(chosen: &Chosen) -> Result<Self> {
        let chosen = match chosen {
            Chosen::Ticked(ticked) => {
                let mut seen = HashSet::new();
                let ticked: Vec<Ticked> = ticked
                    .iter()
                    .copied()
                    .filter(|one| seen.insert(one.task))
                    .collect();
                if ticked.is_empty() {
                    return Err(Error::invalid("task", "Tick at least one task"));
                }
                if ticked.len() > MOST {
                    return Err(Error::invalid("task", format!("Tick at most {MOST} tasks")));
                }
                Chosen::Ticked(ticked)
            }
            all @ Chosen::All { .. } => all.clone(),
        };
        Ok(Self {
            chosen,
            after: None,
            dealt_with: 0,
            is_done: false,
        })
    }

    /// The same at the place that [`Self::place`] said.
    pub(super) fn resumed_at(self, place: Place) -> Self {
        Self {
            after: place.after,
            dealt_with: place.dealt_with,
            ..self
        }
    }

    /// How far it is.
    pub(super) fn place(&self) -> Place {
        Place {
            after: self.after,
            dealt_with: self.dealt_with,
        }
    }

    /// How many tasks there are to deal with.
    pub(super) async fn count(&self, conn: &mut Connection, from: PersonId) -> Result<i64> {
        Ok(match &self.chosen {
            Chosen::Ticked(ticked) => i64::try_from(ticked.len()).unwrap_or(i64::MAX),
            Chosen::All { until } => overseen::count_of_person(conn, from, *until).await?,
        })
    }

    /// The next batch; an empty one where there is nothing left.
    pub(super) async fn next(&mut self, conn: &mut Connection, from: PersonId) -> Result<Vec<Ticked>> {
        let batch: Vec<Ticked> = match &self.chosen {
            Chosen::Ticked(ticked) => ticked.iter().copied().skip(self.dealt_with).take(BATCH).collect(),
            Chosen::All { until } => {
                let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
                let tasks = overseen::of_person(conn, from, *until, self.after, limit).await?;
                tasks
                    .into_iter()
                    .map(|task| Ticked { task, step: None })
                    .collect()
            }
        };
        self.after = batch.last().map(|one| one.task).or(self.after);
        self.dealt_with += batch.len();
        self.is_done = match &self.chosen {
            Chosen::Ticked(ticked) => self.dealt_with >= ticked.len(),
            Chosen::All { .. } => batch.len() < BATCH,
        };
        Ok(batch)
    }
}
