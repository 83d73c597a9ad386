//! New messages, before they are delivered.

use services::{Result, Services};

use super::job::{BackgroundJob, Context, Counts, Round, Starts};

pub(super) struct TakeUpMessages;

impl BackgroundJob for TakeUpMessages {
    const NAME: &'static str = "take-up-messages";
    const DOES: &'static str = "makes a delivery of each new message for each channel that its reader wants";
    const STARTS: Starts = Starts::WhenWoken;

    fn instances(_: &Context) -> Vec<Self> {
        vec![Self]
    }

    async fn run(&mut self, services: &Services) -> Result<Round> {
        let taken = services.notify().take_up_messages(services.now()).await?;
        if taken > 0 {
            // There are messages to deliver.
            services.notify().wake().up();
        }
        Ok(Round::one_of_many(Counts::of("taken", taken)))
    }
}
