//! What a server does by itself while it is up: [`JOBS`]. Any number of servers may share one database.
//!
//! A new job is a file here that implements [`BackgroundJob`], and a line in the list: the rounds, the log, the metrics and the
//! table in `docs/ARCHITECTURE.md` come from that.

mod catch_panic;
mod continue_operations;
mod deliver_messages;
mod fold_metrics;
mod follow_directory;
mod job;
mod notify_owners;
mod prune;
mod prune_known_browsers;
mod prune_sessions;
mod runner;
mod send_pending_ldap_requests;
mod sweep_tasks;
mod take_up_messages;
mod wake_listener;

#[cfg(test)]
mod tests;

use tokio::task::JoinSet;

use crate::shutdown::Shutdown;
pub(crate) use job::Context;
use job::{BackgroundJob, Starts};

/// All background jobs.
const JOBS: [Entry; 11] = [
    Entry::of::<sweep_tasks::SweepTasks>(),
    Entry::of::<notify_owners::NotifyOwners>(),
    Entry::of::<send_pending_ldap_requests::SendPendingLdapRequests>(),
    Entry::of::<follow_directory::FollowDirectory>(),
    Entry::of::<take_up_messages::TakeUpMessages>(),
    Entry::of::<deliver_messages::DeliverMessages>(),
    Entry::of::<continue_operations::ContinueOperations>(),
    Entry::of::<prune_sessions::PruneSessions>(),
    Entry::of::<prune_known_browsers::PruneKnownBrowsers>(),
    Entry::of::<prune::Prune>(),
    Entry::of::<fold_metrics::FoldMetrics>(),
];

/// A job in the list.
struct Entry {
    name: &'static str,
    does: &'static str,
    starts: Starts,
    start: fn(&mut JoinSet<()>, &Context, &Shutdown),
}

impl Entry {
    const fn of<J: BackgroundJob>() -> Self {
        Self {
            name: J::NAME,
            does: J::DOES,
            starts: J::STARTS,
            start: start_job::<J>,
        }
    }
}

/// Starts all of them. The set is empty once each has ended its round after the shutdown.
pub(crate) fn start(context: &Context, shutdown: &Shutdown) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    for job in &JOBS {
        tracing::debug!(job = job.name, round = %job.starts, does = job.does, "a background job starts");
        (job.start)(&mut tasks, context, shutdown);
    }
    tasks.spawn(wake_listener::listen(context.services.clone(), shutdown.clone()));
    tasks
}

fn start_job<J: BackgroundJob>(tasks: &mut JoinSet<()>, context: &Context, shutdown: &Shutdown) {
    for job in J::instances(context) {
        tasks.spawn(runner::run(job, context.services.clone(), shutdown.clone()));
    }
}
