//! POST `/admin/access-reviews/new`: start the review, and go on to its page.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use services::Error;
use services::access_reviews::Started;

use super::form::ReviewForm;
use super::page_new;
use crate::context::{Acting, AppState, Flash, Viewer};
use crate::error::PageError;
use crate::local_path::LocalPath;
use crate::render::Render;
use crate::ui::FormErrors;

/// Starts it; a second click finds the first one's.
pub(super) async fn start(
    render: Render,
    viewer: Viewer,
    Acting(actor): Acting,
    State(state): State<AppState>,
    Form(form): Form<ReviewForm>,
) -> Result<Response, PageError> {
    let (status, errors) = match state.services.start_review(&actor, &form.input()).await {
        Ok(started) => {
            let page = format!("/admin/access-reviews/{}", started.review);
            let page = LocalPath::parse(&page).unwrap_or_else(LocalPath::root);
            return Ok(told(&started).along_with(page.see_other()));
        }
        Err(Error::Invalid(problems)) => (StatusCode::UNPROCESSABLE_ENTITY, FormErrors::from(problems)),
        Err(other) => return Err(other.into()),
    };
    page_new::failed(&render, &viewer, &state, status, &form, &errors).await
}

fn told(started: &Started) -> Flash {
    let tasks = match started.tasks {
        None => return Flash::done("This review had been started already."),
        Some(1) => "The review is started: 1 task.".to_owned(),
        Some(tasks) => format!("The review is started: {tasks} tasks."),
    };
    match started.refused {
        0 => Flash::done(tasks),
        1 => Flash::warning(format!(
            "{tasks} Nobody may decide 1 more: it is listed under “Without a task”."
        )),
        refused => Flash::warning(format!(
            "{tasks} Nobody may decide {refused} more: they are listed under “Without a task”."
        )),
    }
}
