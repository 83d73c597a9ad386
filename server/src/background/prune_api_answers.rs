//! Answers that were kept for the API's idempotency keys.

use std::time::Duration;

use services::{Result, Services};

use super::job::{BackgroundJob, Context, Counts, Round, Starts};

pub(super) struct PruneApiAnswers;

impl BackgroundJob for PruneApiAnswers {
    const NAME: &'static str = "prune-api-answers";
    const DOES: &'static str = "forgets answers that were kept for the API's idempotency keys for a day";
    const STARTS: Starts = Starts::Every(Duration::from_secs(600));

    fn instances(_: &Context) -> Vec<Self> {
        vec![Self]
    }

    async fn run(&mut self, services: &Services) -> Result<Round> {
        let removed = services.prune_answers().await?;
        Ok(Round::done(Counts::of("removed", removed)))
    }
}
