//! POST `/admin/undelivered`: try one message once more, or all of them.

use axum::extract::State;
use axum::response::Response;
use axum_extra::extract::Form;
use islands::codes::decode;
use serde::Deserialize;
use services::Services;

use super::filter::{Line, PATH};
use crate::context::{Acting, Flash};
use crate::error::PageError;
use crate::local_path::see_other;
use crate::retry::Retry;

/// The button that was pressed.
#[derive(Debug, Deserialize)]
pub(super) struct RetryForm {
    #[serde(deserialize_with = "decode")]
    retry: Retry<Line>,
}

/// Makes them due at once, and shows the list again.
pub(super) async fn retry(
    Acting(actor): Acting,
    State(services): State<Services>,
    Form(form): Form<RetryForm>,
) -> Result<Response, PageError> {
    let one = match form.retry {
        Retry::All => None,
        Retry::One(line) => Some(line.pair()),
    };
    let retried = services.notify().retry_deliveries(&actor, one).await?;
    let flash = match retried {
        0 => Flash::warning(
            "There is nothing to try again: it has been delivered, or is being tried at this moment.",
        ),
        1 => Flash::done("It is tried again now."),
        many => Flash::done(format!("{many} messages are tried again now.")),
    };
    Ok(flash.along_with(see_other(PATH)))
}
