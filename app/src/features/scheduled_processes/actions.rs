//! POST `/tools/scheduled-processes`: run the job, or try requests once more.

use axum::extract::State;
use axum::response::Response;
use axum_extra::extract::Form;
use islands::codes::optional;
use serde::Deserialize;
use services::Services;
use services::jobs::{ByHand, Counts};

use super::filter::PATH;
use crate::context::{Acting, Flash};
use crate::error::PageError;
use crate::local_path::see_other;
use crate::retry::Retry;

/// The button that was pressed: "Retry" of all requests or of one, by its id; none: "Run now".
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ActForm {
    #[serde(deserialize_with = "optional")]
    retry: Option<Retry<i64>>,
}

/// Does it, and shows the page again.
pub(super) async fn act(
    Acting(actor): Acting,
    State(services): State<Services>,
    Form(form): Form<ActForm>,
) -> Result<Response, PageError> {
    let flash = match form.retry {
        None => match services.jobs().run_by_hand(&actor).await? {
            ByHand::Finished(counts) => Flash::done(format!("The job has run: {}.", in_words(&counts))),
            ByHand::StillRunning => {
                Flash::done("The job is running. Load this page again to see how far it is.")
            }
        },
        Some(retry) => {
            let one = match retry {
                Retry::All => None,
                Retry::One(id) => Some(id),
            };
            match services.jobs().retry_requests(&actor, one).await? {
                0 => Flash::warning(
                    "There is nothing to try again: it has been done, or superseded, meanwhile.",
                ),
                1 => Flash::done(format!("It is tried again {}.", when_again(&services))),
                many => Flash::done(format!(
                    "{many} requests are tried again {}.",
                    when_again(&services)
                )),
            }
        }
    };
    Ok(flash.along_with(see_other(PATH)))
}

/// When a request that was made due again is taken up.
fn when_again(services: &Services) -> &'static str {
    if services.jobs().has_directory() {
        "within seconds, or at the next run where Locum itself could not do it"
    } else {
        "at the next run"
    }
}

/// What a run did: `2 begun, 1 ended, 3 suppressed`.
pub(super) fn in_words(counts: &Counts) -> String {
    let counted = [
        (counts.begun, "begun"),
        (counts.ended, "ended"),
        (counts.never_began, "never began"),
        (counts.ended_for_cause, "ended for cause"),
        (counts.granted, "granted by rule"),
        (counts.revoked, "taken by rule"),
        (counts.reminders, "reminders"),
        (counts.delegates_told, "delegates notified"),
        (counts.complete, "complete"),
        (counts.failed, "failed"),
        (counts.faulted, "faulted"),
        (counts.suppressed, "suppressed"),
    ];
    let mut words: Vec<String> = counted
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if counts.directory_rests.is_some() {
        words.push("the directory could not be reached".to_owned());
    }
    if words.is_empty() {
        "nothing was due".to_owned()
    } else {
        words.join(", ")
    }
}
