//! Browsers that nobody has signed in with for long.

use std::time::Duration;

use services::{Result, Services};

use super::job::{BackgroundJob, Context, Counts, Round, Starts};

pub(super) struct PruneKnownBrowsers;

impl BackgroundJob for PruneKnownBrowsers {
    const NAME: &'static str = "prune-known-browsers";
    const DOES: &'static str = "forgets browsers that nobody has signed in with for long (S)";
    const STARTS: Starts = Starts::Every(Duration::from_secs(600));

    fn instances(_: &Context) -> Vec<Self> {
        vec![Self]
    }

    async fn run(&mut self, services: &Services) -> Result<Round> {
        let removed = services.session().prune_known_browsers().await?;
        Ok(Round::one_of_many(Counts::of("removed", removed)))
    }
}
