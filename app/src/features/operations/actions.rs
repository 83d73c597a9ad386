//! POST `/operations/{id}/resume`.

use axum::extract::{Path, State};
use axum::response::Response;
use axum_extra::extract::Form;
use serde::Deserialize;
use services::Services;
use services::operations::{NotStarted, Subject};
use uuid::Uuid;

use super::address::address;
use super::resume_form::ShownOn;
use crate::context::{Acting, Flash};
use crate::error::PageError;
use crate::features::access_reviews::address::address as review_address;
use crate::local_path::see_other;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ResumeFields {
    /// When it had stopped, in microseconds.
    version: String,
    shown_on: ShownOn,
}

/// Resumes it, and shows the page that had the form, which says how far it is.
pub(super) async fn resume(
    Acting(actor): Acting,
    State(services): State<Services>,
    Path(id): Path<String>,
    Form(fields): Form<ResumeFields>,
) -> Result<Response, PageError> {
    let id = Uuid::try_parse(&id).map_err(|_| PageError::NotFound)?;
    let stopped_at = fields.version.parse().ok();
    let resumed = match services.operations().resume(&actor, id, stopped_at).await {
        Ok(resumed) => resumed,
        Err(NotStarted::TooMany(held_up)) => {
            return Ok(Flash::warning(held_up.to_string()).along_with(see_other(&address(id))));
        }
        Err(refused @ NotStarted::ManyUnderWay) => {
            return Ok(Flash::warning(refused.to_string()).along_with(see_other(&address(id))));
        }
        Err(NotStarted::Other(other)) => return Err(other.into()),
    };
    if resumed.is_resumed {
        services.operations().begin(id).await;
    }
    Ok(match (fields.shown_on, resumed.subject) {
        (ShownOn::Review, Subject::Review(review)) => see_other(&review_address(review)),
        (ShownOn::Review | ShownOn::Operation, _) => see_other(&address(id)),
    })
}
