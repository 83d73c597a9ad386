//! What a server function knows of its call, and how it refuses.

use leptos::prelude::*;
use services::Error;

use crate::context::{AppState, Viewer};
use crate::server_error::ServerError;

/// Who asks, as a server function finds it in the context of its call.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) state: AppState,
    pub(super) viewer: Option<Viewer>,
}

/// What the function may reach, and who asks. Every server function begins with it.
///
/// # Errors
/// [`ServerError::Refused`] when nobody is signed in.
pub async fn asked_by() -> Result<(AppState, Viewer), ServerError> {
    let Some(Asked {
        state,
        viewer: Some(viewer),
    }) = use_context()
    else {
        return Err(ServerError::Refused);
    };
    Ok((state, viewer))
}

/// What an island is told of a use case that failed; a defect's cause goes to the log.
pub fn refuse(error: Error) -> ServerError {
    match error {
        Error::Forbidden | Error::NotFound => ServerError::Refused,
        other => {
            tracing::error!(cause = %other.chain(), "a server function failed");
            ServerError::Unavailable
        }
    }
}
