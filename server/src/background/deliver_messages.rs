//! Messages on their way to a mailbox or to Slack.

use domain::delivery::Channel;
use services::{Result, Services, notify};

use super::job::{BackgroundJob, Context, Counts, Round, Starts};

/// A channel that cannot be reached holds up no other, so each has rounds of its own.
pub(super) struct DeliverMessages {
    channel: Channel,
}

impl BackgroundJob for DeliverMessages {
    const NAME: &'static str = "deliver-messages";
    const DOES: &'static str = "delivers what is due, each channel that is configured by itself";
    const STARTS: Starts = Starts::WhenWoken;

    fn instances(context: &Context) -> Vec<Self> {
        let channels = context.services.notify().channels().into_iter();
        channels.map(|channel| Self { channel }).collect()
    }

    async fn run(&mut self, services: &Services) -> Result<Round> {
        let mut round = notify::Round::default();
        services
            .notify()
            .deliver_on(self.channel, services.now(), &mut round)
            .await?;
        let counts = Counts::of("sent", round.sent)
            .and("later", round.later)
            .and("failed", round.failed)
            .and("skipped", round.skipped);
        Ok(Round::one_of_many(counts))
    }
}
