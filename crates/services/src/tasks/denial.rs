//! What denying several tasks would do, before it is done (T13, T14).

use std::collections::HashMap;

use db::tasks::inbox::{Filter, InboxRow};
use domain::ids::{PersonId, RoleId, TaskId};
use domain::policy::PolicyKind;

use super::removal::{Removal, dry_run};
use super::{MOST, Ticked};
use crate::access::{PagePermit, WorkOnTasks};
use crate::tasks::Tasks;
use crate::{Error, Result};

/// What denying the ticked tasks would do.
#[derive(Debug, Clone)]
pub struct Denial {
    /// Those that wait for the person, at the step that they saw, and can be denied; the oldest first.
    pub tasks: Vec<InboxRow>,
    /// Reviews that cannot be denied, as no super administrator would remain (R22 (5)); each with why, in words.
    pub refused: Vec<(InboxRow, String)>,
    /// How many of those that are ticked do not.
    pub others: usize,
    /// What becomes of the roles that the reviews are about, and what follows (R12, T12).
    pub removal: Removal,
}

/// What a review takes away where it is denied: whose role, and which. None: a task of another kind, or about no role.
fn takes(row: &InboxRow) -> Option<(PersonId, RoleId)> {
    let (subject, role) = row.about();
    let is_review = row.kind == PolicyKind::Review;
    role.filter(|_| is_review).map(|role| (subject, role))
}

impl Tasks<'_> {
    /// What denying these tasks would do now. A task named twice counts once.
    ///
    /// # Errors
    /// [`Error::Invalid`] for more than [`MOST`] tasks.
    pub async fn denial_of(self, permitted: &PagePermit<WorkOnTasks>, ticked: &[Ticked]) -> Result<Denial> {
        let steps: HashMap<TaskId, Option<i16>> =
            ticked.iter().map(|ticked| (ticked.task, ticked.step)).collect();
        if steps.len() > MOST {
            return Err(Error::invalid("task", format!("Tick at most {MOST} tasks")));
        }
        let now = self.services.now();
        let filter = Filter {
            only: Some(steps.keys().copied().collect()),
            rows: Some(steps.len()),
            ..Filter::default()
        };
        let mut conn = self.services.pool.get().await?;
        let (mut tasks, _) = db::tasks::inbox::list(&mut conn, permitted.target(), &filter, now).await?;
        drop(conn);
        tasks.retain(|row| {
            let seen = steps.get(&row.task()).copied().flatten();
            seen.is_none_or(|step| step == row.position)
        });
        let pairs: Vec<_> = tasks.iter().filter_map(takes).collect();
        let closed: Vec<_> = tasks.iter().map(InboxRow::task).collect();
        let others = steps.len() - tasks.len();
        let removal = dry_run(self.services, permitted.target(), (&pairs, &closed), now).await?;
        let mut denial = Denial {
            tasks: Vec::new(),
            refused: Vec::new(),
            others,
            removal,
        };
        for row in tasks {
            let refusal = takes(&row).and_then(|pair| denial.removal.refusal(pair));
            match refusal.map(str::to_owned) {
                Some(why) => denial.refused.push((row, why)),
                None => denial.tasks.push(row),
            }
        }
        Ok(denial)
    }
}
