//! POST `/requests/new`: ask for a role, and go on to the task.

use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use domain::ids::TaskId;
use services::Error;

use super::form::RequestForm;
use super::page_new;
use crate::context::{Acting, Flash};
use crate::error::PageError;
use crate::local_path::LocalPath;
use crate::request_context::RequestContext;
use crate::too_many;
use crate::ui::FormErrors;

/// Makes the task; a second click finds the first one's, and counts as no second request.
pub(super) async fn request(
    context: RequestContext,
    Acting(actor): Acting,
    Form(form): Form<RequestForm>,
) -> Result<Response, PageError> {
    let services = &context.services;
    let input = form.input();
    if let Some(task) = services.tasks().requested_before(&actor).await? {
        return Ok(made(task));
    }
    if let Err(too_many) = services.brakes().request(context.viewer.person) {
        let errors = too_many::errors(&too_many);
        let status = StatusCode::TOO_MANY_REQUESTS;
        let page = page_new::failed(&context, status, form, errors).await?;
        return Ok(too_many::answer(too_many.seconds, page));
    }
    let (status, errors) = match services.tasks().request_role(&actor, &input).await {
        Ok(task) => return Ok(made(task)),
        Err(Error::Invalid(problems)) => (StatusCode::UNPROCESSABLE_ENTITY, FormErrors::from(problems)),
        Err(Error::NobodyEligible(words)) => (StatusCode::UNPROCESSABLE_ENTITY, FormErrors::whole(words)),
        Err(Error::Conflict(words)) => (StatusCode::CONFLICT, FormErrors::whole(words)),
        Err(other) => return Err(other.into()),
    };
    page_new::failed(&context, status, form, errors).await
}

/// On to the task's page.
fn made(task: TaskId) -> Response {
    let page = LocalPath::parse(&format!("/tasks/{task}")).unwrap_or_else(LocalPath::root);
    Flash::done("Your request is made. You will be notified when it is decided.").along_with(page.see_other())
}
