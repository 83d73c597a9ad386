//! POST `/admin/settings/policies/{id}/steps/{n}`: save the step, or give room for more people.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use services::Error;

use super::form::{StepAction, StepFields, policy_id, policy_path};
use super::page_step;
use crate::context::{Acting, Flash};
use crate::error::PageError;
use crate::request_context::RequestContext;
use crate::stale_form;
use crate::ui::FormErrors;

/// Saves what was typed, and goes back to the policy. The step is the one the form was opened for, wherever it stands
/// by now: the place in the path is only where it was.
pub(super) async fn save(
    context: RequestContext,
    Acting(actor): Acting,
    Path((id, _)): Path<(String, String)>,
    Form(fields): Form<StepFields>,
) -> Result<Response, PageError> {
    let id = policy_id(&id).ok_or(PageError::NotFound)?;
    if fields.action == StepAction::More {
        let none = FormErrors::new();
        return page_step::again(&context, id, StatusCode::OK, fields, none).await;
    }
    let (status, errors) = match context
        .services
        .policies()
        .save_step(&actor, id, &fields.input())
        .await
    {
        Ok(place) => {
            let told = Flash::done(format!(
                "Step {place} is saved. Tasks that are open keep their steps."
            ));
            return Ok(told.along_with(policy_path(id).see_other()));
        }
        Err(Error::Invalid(problems)) => (StatusCode::UNPROCESSABLE_ENTITY, FormErrors::from(problems)),
        Err(Error::Conflict(words)) => (StatusCode::CONFLICT, FormErrors::whole(words)),
        Err(Error::Stale(stale)) => {
            let next =
                "Nothing was saved. What you typed is still below: look at the policy, then save again.";
            stale_form::refused(&stale, context.viewer.zone(), "this policy", next)
        }
        Err(other) => return Err(other.into()),
    };
    page_step::again(&context, id, status, fields, errors).await
}
