//! POST `/requests/new`: ask for a role, and go on to the task.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use services::Error;

use super::form::RequestForm;
use super::page_new;
use crate::context::{Acting, AppState, Flash, Viewer};
use crate::error::PageError;
use crate::local_path::LocalPath;
use crate::render::Render;
use crate::ui::FormErrors;

/// Makes the task; a second click finds the first one's.
pub(super) async fn request(
    render: Render,
    viewer: Viewer,
    Acting(actor): Acting,
    State(state): State<AppState>,
    Form(form): Form<RequestForm>,
) -> Result<Response, PageError> {
    let (status, errors) = match state.services.request_role(&actor, &form.input()).await {
        Ok(task) => {
            let page = LocalPath::parse(&format!("/tasks/{task}")).unwrap_or_else(LocalPath::root);
            return Ok(
                Flash::done("Your request is made. You will be told when it is decided.")
                    .along_with(page.see_other()),
            );
        }
        Err(Error::Invalid(problems)) => (StatusCode::UNPROCESSABLE_ENTITY, FormErrors::from(problems)),
        Err(Error::NobodyEligible(words)) => (StatusCode::UNPROCESSABLE_ENTITY, FormErrors::whole(words)),
        Err(Error::Conflict(words)) => (StatusCode::CONFLICT, FormErrors::whole(words)),
        Err(other) => return Err(other.into()),
    };
    page_new::failed(&render, &viewer, &state, status, form, errors).await
}
