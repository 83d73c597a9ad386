//! Retention: finished requests, delivered messages, finished operations and old runs go after the days of the Site option `RETENTION_DAYS`. The
//! audit log and the delegations are kept. (Expired sessions are pruned by the session store's own clock.)

use std::num::NonZeroU32;

use chrono::{DateTime, TimeDelta, Utc};
use db::profile_options::in_force;
use db::role_requests::prune::{self, Old};
use db::transaction::Transaction;
use domain::profile_option::types::RetentionDays;

use crate::{Result, Services};

/// Rows in one go: nobody waits for long.
const BATCH: i64 = 2_000;

/// The same for operations: each has up to a thousand rows beside it.
const OPERATIONS: i64 = 100;

/// What was removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Finished role requests.
    pub requests: usize,
    /// Messages.
    pub messages: usize,
    /// Runs of the job.
    pub runs: usize,
    /// Operations.
    pub operations: usize,
}

impl Services {
    /// Removes what is older than it is to be kept, in batches.
    ///
    /// # Errors
    /// When the database fails; what was removed until then is removed.
    pub async fn prune_finished(&self) -> Result<Pruned> {
        let mut conn = self.pool.get().await?;
        let days = in_force::<RetentionDays>(&mut conn, None).await?;
        drop(conn);
        let Some(before) = before(self.now(), days) else {
            return Ok(Pruned::default());
        };
        let mut conn = self.pool.get().await?;
        let old = Old::than(&mut conn, before).await?;
        drop(conn);
        let mut pruned = Pruned::default();
        loop {
            // Each is removed for good by itself.
            let mut tx = Transaction::autocommit(&self.pool).await?;
            let requests = prune::requests(&mut tx, old, BATCH).await?;
            let messages = prune::messages(&mut tx, old, BATCH).await?;
            let runs = prune::runs(&mut tx, old, BATCH).await?;
            let operations = db::operations::prune(&mut tx, before, OPERATIONS).await?;
            pruned.requests += requests;
            pruned.messages += messages;
            pruned.runs += runs;
            pruned.operations += operations;
            if requests + messages + runs + operations == 0 {
                return Ok(pruned);
            }
        }
    }
}

/// The instant before which things are old; none: there is no such instant.
fn before(now: DateTime<Utc>, days: NonZeroU32) -> Option<DateTime<Utc>> {
    now.checked_sub_signed(TimeDelta::try_days(i64::from(days.get()))?)
}
