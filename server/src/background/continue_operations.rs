//! Operations that are not finished by the request that started them, or that another server left behind.

use services::{Result, Services};

use super::job::{BackgroundJob, Context, Counts, Round, Starts};

pub(super) struct ContinueOperations;

impl BackgroundJob for ContinueOperations {
    const NAME: &'static str = "continue-operations";
    const DOES: &'static str =
        "continues operations that outlast their request, and ends those of commands that were killed";
    const STARTS: Starts = Starts::WhenWoken;

    fn instances(_: &Context) -> Vec<Self> {
        vec![Self]
    }

    async fn run(&mut self, services: &Services) -> Result<Round> {
        let has_continued = services.operations().continue_all().await?;
        Ok(Round::one_of_many(Counts::of(
            "turns",
            usize::from(has_continued),
        )))
    }
}
