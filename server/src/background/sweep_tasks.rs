//! Open tasks whose assignees or subject have left.

use std::time::Duration;

use services::actor::SystemActor;
use services::{Result, Services};

use super::job::{BackgroundJob, Context, Counts, Round, Starts};

pub(super) struct SweepTasks;

impl BackgroundJob for SweepTasks {
    const NAME: &'static str = "sweep-tasks";
    const DOES: &'static str = "assigns open tasks again whose assignees may no longer decide them, and cancels those whose subject has left (T7, T12, T13)";
    const STARTS: Starts = Starts::Every(Duration::from_secs(5));

    fn instances(_: &Context) -> Vec<Self> {
        vec![Self]
    }

    async fn run(&mut self, services: &Services) -> Result<Round> {
        let swept = services.tasks().sweep(&SystemActor::new("job: sweep")).await?;
        let counts = Counts::of("assigned", swept.assigned_anew)
            .and("cancelled", swept.cancelled)
            .and("failed", swept.failed);
        if !counts.are_zero() {
            // There are messages to deliver.
            services.notify().wake().up();
        }
        Ok(Round::done(counts))
    }
}
