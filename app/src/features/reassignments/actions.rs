//! POST `/admin/directory/users/{username}/reassign`.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use services::Error;
use services::operations::NotStarted;
use services::tasks::PassingOn;

use super::form::ReassignForm;
use super::outcome_view::done_in_words;
use super::page_reassign::{self, Returned};
use crate::context::{Acting, Flash};
use crate::error::PageError;
use crate::features::directory::address;
use crate::features::operations;
use crate::local_path::see_other;
use crate::request_context::RequestContext;
use crate::too_many;
use crate::ui::FormErrors;

/// Reassigns the tasks and goes back to the person's page; or says which stay and why, and asks again for those. What takes longer
/// goes on without the request, and its page says how far it is.
pub(super) async fn reassign(
    context: RequestContext,
    Acting(actor): Acting,
    Path(username): Path<String>,
    Form(form): Form<ReassignForm>,
) -> Result<Response, PageError> {
    let (chosen, unreadable) = form.chosen(context.services.now());
    let passing = PassingOn {
        to: &form.to,
        reason: &form.reason,
        from: None,
        step: None,
        suggest: true,
    };
    let started = context
        .services
        .operations()
        .start_reassigning(&actor, form.id(), &username, (&chosen, unreadable), passing)
        .await;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let returned = match started {
        Ok(id) => {
            context.services.operations().begin(id).await;
            match context.services.operations().reassigned(id).await {
                Ok(Some(done)) if done.is_complete() => {
                    let flash = Flash::done(done_in_words(&done));
                    return Ok(flash.along_with(see_other(&address::person(&username))));
                }
                Ok(Some(done)) => Returned::partly(form, done),
                // From here on something may have been changed: whatever cannot be read now is on that page.
                Ok(None) | Err(_) => return Ok(see_other(&operations::address::address(id))),
            }
        }
        Err(NotStarted::TooMany(too_many)) => {
            let returned = Returned::wrong(form, too_many::errors(&too_many));
            let page = page_reassign::failed(&context, status, &username, returned).await?;
            return Ok(too_many::answer(too_many.seconds, page));
        }
        Err(refused @ NotStarted::ManyUnderWay) => {
            Returned::wrong(form, FormErrors::whole(refused.to_string()))
        }
        Err(NotStarted::Other(Error::Invalid(mut problems))) => {
            // Where nothing is chosen there is no list to lead to.
            for problem in &mut problems {
                if problem.field == "task" {
                    problem.field = "";
                }
            }
            Returned::wrong(form, FormErrors::from(problems))
        }
        Err(NotStarted::Other(other)) => return Err(other.into()),
    };
    page_reassign::failed(&context, status, &username, returned).await
}
