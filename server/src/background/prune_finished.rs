//! What is finished and was kept for as long as the Site option `RETENTION_DAYS` says.

use std::time::Duration;

use services::{Result, Services};

use super::job::{BackgroundJob, Context, Counts, Round, Starts};

pub(super) struct PruneFinished;

impl BackgroundJob for PruneFinished {
    const NAME: &'static str = "prune-finished";
    const DOES: &'static str = "removes finished role requests, delivered messages, finished operations and old runs of the job after `RETENTION_DAYS`";
    const STARTS: Starts = Starts::Every(Duration::from_secs(600));

    fn instances(_: &Context) -> Vec<Self> {
        vec![Self]
    }

    async fn run(&mut self, services: &Services) -> Result<Round> {
        let pruned = services.prune_finished().await?;
        let counts = Counts::of("requests", pruned.requests)
            .and("messages", pruned.messages)
            .and("runs", pruned.runs)
            .and("operations", pruned.operations);
        Ok(Round::done(counts))
    }
}
