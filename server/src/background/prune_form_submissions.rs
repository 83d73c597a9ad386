//! What is kept of forms that were sent, so that a second sending is recognised.

use std::time::Duration;

use services::{Result, Services};

use super::job::{BackgroundJob, Context, Counts, Round, Starts};

pub(super) struct PruneFormSubmissions;

impl BackgroundJob for PruneFormSubmissions {
    const NAME: &'static str = "prune-form-submissions";
    const DOES: &'static str = "forgets forms that were sent more than a week ago (G6)";
    const STARTS: Starts = Starts::Every(Duration::from_secs(600));

    fn instances(_: &Context) -> Vec<Self> {
        vec![Self]
    }

    async fn run(&mut self, services: &Services) -> Result<Round> {
        let removed = services.prune_form_submissions().await?;
        Ok(Round::done(Counts::of("removed", removed)))
    }
}
