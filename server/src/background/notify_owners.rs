//! Owners of delegation rules whose delegate is no longer active.

use std::time::Duration;

use services::{Result, Services};

use super::job::{BackgroundJob, Context, Counts, Round, Starts};

pub(super) struct NotifyOwners;

impl BackgroundJob for NotifyOwners {
    const NAME: &'static str = "notify-owners";
    const DOES: &'static str =
        "notifies owners of delegation rules once when their delegate is no longer active (T16)";
    const STARTS: Starts = Starts::Every(Duration::from_secs(30));

    fn instances(_: &Context) -> Vec<Self> {
        vec![Self]
    }

    async fn run(&mut self, services: &Services) -> Result<Round> {
        let notified = services.delegates().tell_owners_of_leavers().await?;
        Ok(Round::done(Counts::of("notified", notified)))
    }
}
