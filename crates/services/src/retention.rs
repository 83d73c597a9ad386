//! What is kept for a time and then removed: [`Kept`] is the list of it. The audit log and the delegations are kept for good, and what
//! expires by an instant of its own, as a session does, is pruned where that instant is known.

use chrono::{DateTime, TimeDelta, Utc};
use db::profile_options::in_force;
use db::role_requests::prune;
use db::transaction::Transaction;
use domain::profile_option::types::RetentionDays;

use crate::{Result, api, form_submissions};

/// The use cases of this feature: deleting what is older than it may be kept.
#[derive(Clone, Copy)]
pub struct Retention<'a> {
    services: &'a crate::Services,
}

impl crate::Services {
    /// Use cases: deleting what is older than it may be kept.
    pub fn retention(&self) -> Retention<'_> {
        Retention { services: self }
    }
}

/// Something that is removed when it is old.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Finished role requests.
    RoleRequests,
    /// Delivered messages.
    Messages,
    /// Runs of the job.
    Runs,
    /// Finished operations.
    Operations,
    /// Answers that were given under the API's idempotency keys.
    ApiAnswers,
    /// Forms that were sent (G6).
    FormSubmissions,
}

impl Kept {
    /// All of it.
    pub const ALL: [Self; 6] = [
        Self::RoleRequests,
        Self::Messages,
        Self::Runs,
        Self::Operations,
        Self::ApiAnswers,
        Self::FormSubmissions,
    ];

    /// As counts name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::RoleRequests => "requests",
            Self::Messages => "messages",
            Self::Runs => "runs",
            Self::Operations => "operations",
            Self::ApiAnswers => "answers",
            Self::FormSubmissions => "forms",
        }
    }

    /// For how long it is kept; none: the days of the Site option `RETENTION_DAYS`.
    fn kept_for(self) -> Option<TimeDelta> {
        match self {
            Self::RoleRequests | Self::Messages | Self::Runs | Self::Operations => None,
            Self::ApiAnswers => Some(api::KEPT),
            Self::FormSubmissions => Some(form_submissions::KEPT),
        }
    }

    /// Removes some of what was there before an instant, and returns how many. Nobody who writes meanwhile waits for long. `newer` is
    /// where the newer messages begin, once that was looked up.
    async fn remove(
        self,
        tx: &mut Transaction,
        before: DateTime<Utc>,
        newer: &mut Option<i64>,
    ) -> db::Result<usize> {
        match self {
            Self::RoleRequests => prune::requests(tx, before, 2_000).await,
            Self::Messages => {
                let from = match *newer {
                    Some(from) => from,
                    None => *newer.insert(prune::newer_messages(tx, before).await?),
                };
                prune::messages(tx, before, from, 2_000).await
            }
            Self::Runs => prune::runs(tx, before, 2_000).await,
            // Each has up to a thousand rows beside it.
            Self::Operations => db::operations::prune(tx, before, 100).await,
            Self::ApiAnswers => db::api_answers::prune(tx, before, 1_000).await,
            Self::FormSubmissions => db::form_submissions::prune(tx, before, 1_000).await,
        }
    }
}

impl Retention<'_> {
    /// Removes what is older than it is to be kept, in batches that are each for good, and returns how many.
    ///
    /// # Errors
    /// When the database fails, or `RETENTION_DAYS` cannot be read; what was removed until then is removed.
    pub async fn prune(self, kept: Kept) -> Result<usize> {
        let mut tx = Transaction::autocommit(&self.services.pool).await?;
        let Some(before) = before(&mut tx, kept, self.services.now()).await? else {
            return Ok(0);
        };
        let (mut removed, mut newer) = (0, None);
        loop {
            match kept.remove(&mut tx, before, &mut newer).await? {
                0 => return Ok(removed),
                batch => removed += batch,
            }
        }
    }
}

/// The instant before which it is old; none: there is no such instant.
async fn before(tx: &mut Transaction, kept: Kept, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
    let kept_for = match kept.kept_for() {
        Some(kept_for) => Some(kept_for),
        None => {
            let days = in_force::<RetentionDays>(tx, None).await?;
            TimeDelta::try_days(i64::from(days.get()))
        }
    };
    Ok(kept_for.and_then(|kept_for| now.checked_sub_signed(kept_for)))
}
