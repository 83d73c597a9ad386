//! POST `/admin/access-reviews/new`: start the review, and go on to its page.

use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use services::Error;
use services::Services;
use services::access_reviews::Started;
use services::operations::{NotStarted, ReviewMade};

use super::address::address;
use super::form::ReviewForm;
use super::page_new;
use crate::context::{Acting, Flash};
use crate::error::PageError;
use crate::local_path::see_other;
use crate::request_context::RequestContext;
use crate::too_many;
use crate::ui::FormErrors;

/// Starts it; a second click finds the first one's.
pub(super) async fn start(
    context: RequestContext,
    Acting(actor): Acting,
    Form(form): Form<ReviewForm>,
) -> Result<Response, PageError> {
    let (status, errors, seconds) = match context
        .services
        .access_reviews()
        .start(&actor, &form.input())
        .await
    {
        Ok(started) => return Ok(go_on(&context.services, &started).await),
        Err(NotStarted::Other(Error::Invalid(problems))) => {
            (StatusCode::UNPROCESSABLE_ENTITY, FormErrors::from(problems), None)
        }
        Err(NotStarted::TooMany(too_many)) => (
            StatusCode::TOO_MANY_REQUESTS,
            too_many::errors(&too_many),
            Some(too_many.seconds),
        ),
        Err(refused @ NotStarted::ManyUnderWay) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            FormErrors::whole(refused.to_string()),
            None,
        ),
        Err(NotStarted::Other(other)) => return Err(other.into()),
    };
    let page = page_new::failed(&context, status, form, errors).await?;
    Ok(match seconds {
        Some(seconds) => too_many::answer(seconds, page),
        None => page,
    })
}

/// The review's page, which says how far it is; where all of it is made by now, with a message.
async fn go_on(services: &Services, started: &Started) -> Response {
    let page = see_other(&address(started.review));
    let Some(operation) = started.operation else {
        return Flash::done(OLD).along_with(page);
    };
    services.operations().begin(operation).await;
    match (services.operations().review_made(operation).await, started.is_old) {
        (Ok(Some(_)), true) => Flash::done(OLD).along_with(page),
        (Ok(Some(made)), false) => told(made).along_with(page),
        (Ok(None) | Err(_), _) => page,
    }
}

/// What a second click is told.
const OLD: &str = "This review had been started already.";

fn told(made: ReviewMade) -> Flash {
    let tasks = match made.tasks {
        1 => "The review is started: 1 task.".to_owned(),
        tasks => format!("The review is started: {tasks} tasks."),
    };
    match made.refused {
        0 => Flash::done(tasks),
        1 => Flash::warning(format!(
            "{tasks} Nobody may decide 1 more: it is listed under “Without a task”."
        )),
        refused => Flash::warning(format!(
            "{tasks} Nobody may decide {refused} more: they are listed under “Without a task”."
        )),
    }
}
