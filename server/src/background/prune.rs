//! What is kept for a time only: the list is [`Kept`].

use std::time::Duration;

use services::retention::Kept;
use services::{Result, Services};

use super::job::{BackgroundJob, Context, Counts, Round, Starts};

/// One for each thing that is kept, so that none of them waits for another that fails.
pub(super) struct Prune(Kept);

impl BackgroundJob for Prune {
    const NAME: &'static str = "prune";
    const DOES: &'static str = "removes finished role requests, delivered messages, finished operations and old runs of the job after `RETENTION_DAYS`, answers that were kept for the API's idempotency keys after a day, and forms that were sent after a week (G6)";
    const STARTS: Starts = Starts::Every(Duration::from_secs(600));

    fn instances(_: &Context) -> Vec<Self> {
        Kept::ALL.into_iter().map(Self).collect()
    }

    async fn run(&mut self, services: &Services) -> Result<Round> {
        let removed = services.retention().prune(self.0).await?;
        Ok(Round::done(Counts::of(self.0.name(), removed)))
    }
}
