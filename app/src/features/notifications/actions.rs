//! POST `/notifications`: mark as read what has been shown.

use axum::extract::State;
use axum::response::Response;
use axum_extra::extract::Form;
use serde::Deserialize;
use services::Services;

use crate::context::Acting;
use crate::error::PageError;
use crate::local_path::LocalPath;

/// The newest message that was on the page: what came after it stays unread.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ReadForm {
    newest: String,
}

/// Marks them, and shows the page again.
pub(super) async fn mark_read(
    Acting(actor): Acting,
    State(services): State<Services>,
    Form(form): Form<ReadForm>,
) -> Result<Response, PageError> {
    if let Ok(newest) = form.newest.parse() {
        services.notifications().mark_read(&actor, newest).await?;
    }
    Ok(LocalPath::parse("/notifications")
        .unwrap_or_else(LocalPath::root)
        .see_other())
}
