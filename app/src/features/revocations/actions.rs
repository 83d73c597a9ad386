//! POST `/admin/directory/users/{username}/revoke`: start the revocation, and go on to its task.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use services::Error;

use super::form::{Ask, RevokeForm};
use super::{page_new, question};
use crate::context::{Acting, Flash};
use crate::error::PageError;
use crate::local_path::LocalPath;
use crate::request_context::RequestContext;
use crate::ui::FormErrors;

/// Makes the task; a second click finds the first one's.
pub(super) async fn start(
    context: RequestContext,
    Acting(actor): Acting,
    Path(username): Path<String>,
    Form(form): Form<RevokeForm>,
) -> Result<Response, PageError> {
    match form.ask {
        None => {}
        Some(Ask::Keep) => {
            let kept = (form, FormErrors::new());
            return page_new::failed(&context, StatusCode::OK, &username, kept).await;
        }
        Some(Ask::Revoke) => return question::ask(&context, &username, form).await,
    }
    let input = form.input(&username);
    let (status, errors) = match context.services.tasks().start_revocation(&actor, &input).await {
        Ok(task) => {
            let page = LocalPath::parse(&format!("/tasks/{task}")).unwrap_or_else(LocalPath::root);
            let flash = Flash::done("The revocation is started. The role stays until it is approved.");
            return Ok(flash.along_with(page.see_other()));
        }
        Err(Error::Invalid(problems)) => (StatusCode::UNPROCESSABLE_ENTITY, FormErrors::from(problems)),
        Err(Error::NobodyEligible(words)) => (StatusCode::UNPROCESSABLE_ENTITY, FormErrors::whole(words)),
        Err(Error::Conflict(words)) => (StatusCode::CONFLICT, FormErrors::whole(words)),
        Err(other) => return Err(other.into()),
    };
    page_new::failed(&context, status, &username, (form, errors)).await
}
