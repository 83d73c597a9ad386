//! Sessions that have expired.

use std::time::Duration;

use services::clock::Clock;
use services::{Result, Services};

use super::job::{BackgroundJob, Context, Counts, Round, Starts};

pub(super) struct PruneSessions {
    /// Sessions expire by a clock of their own.
    clock: Clock,
}

impl BackgroundJob for PruneSessions {
    const NAME: &'static str = "prune-sessions";
    const DOES: &'static str = "removes sessions that have expired";
    const STARTS: Starts = Starts::Every(Duration::from_secs(600));

    fn instances(context: &Context) -> Vec<Self> {
        let clock = context.session_clock.clone();
        vec![Self { clock }]
    }

    async fn run(&mut self, services: &Services) -> Result<Round> {
        // A batch at a time: nobody who signs in meanwhile waits for long.
        let removed = services.session().store().prune(self.clock.now()).await?;
        Ok(Round::one_of_many(Counts::of("removed", removed)))
    }
}
