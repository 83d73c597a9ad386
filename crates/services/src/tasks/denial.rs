//! What denying several tasks would do, before it is done (T13, T14).

use std::collections::{BTreeSet, HashMap};

use db::tasks::inbox::{Filter, InboxRow};
use domain::ids::TaskId;
use domain::policy::PolicyKind;

use super::{MOST, Ticked};
use crate::access::{PagePermit, WorkOnTasks};
use crate::role_delegations::dry_run::{DelegationsEnd, dry_run_all};
use crate::{Error, Result, Services};

/// What denying the ticked tasks would do.
#[derive(Debug, Clone)]
pub struct Denial {
    /// Those that wait for the person, at the step that they saw; the oldest first.
    pub tasks: Vec<InboxRow>,
    /// How many of those that are ticked do not.
    pub others: usize,
    /// What ends for good with the roles that are taken away (R12).
    pub ends: DelegationsEnd,
}

impl Services {
    /// What denying these tasks would do now. A task named twice counts once.
    ///
    /// # Errors
    /// [`Error::Invalid`] for more than [`MOST`] tasks.
    pub async fn denial_of(&self, permitted: &PagePermit<WorkOnTasks>, ticked: &[Ticked]) -> Result<Denial> {
        let steps: HashMap<TaskId, Option<i16>> =
            ticked.iter().map(|ticked| (ticked.task, ticked.step)).collect();
        if steps.len() > MOST {
            return Err(Error::invalid("task", format!("Tick at most {MOST} tasks")));
        }
        let now = self.now();
        let filter = Filter {
            only: Some(steps.keys().copied().collect()),
            rows: Some(steps.len()),
            ..Filter::default()
        };
        let mut conn = self.pool.get().await?;
        let (mut tasks, _) = db::tasks::inbox::list(&mut conn, permitted.target(), &filter, now).await?;
        drop(conn);
        tasks.retain(|row| {
            let seen = steps.get(&row.task()).copied().flatten();
            seen.is_none_or(|step| step == row.position)
        });
        let reviews = tasks.iter().filter(|row| row.kind == PolicyKind::Review.code());
        // In order, so that two who ask about the same do not wait for each other's rows.
        let taken: BTreeSet<_> = reviews
            .filter_map(|row| {
                let (subject, role) = row.about();
                Some((subject, role?))
            })
            .collect();
        let taken: Vec<_> = taken.into_iter().collect();
        let ends = dry_run_all(self, permitted.target(), &taken, now).await?;
        Ok(Denial {
            others: steps.len() - tasks.len(),
            tasks,
            ends,
        })
    }
}
