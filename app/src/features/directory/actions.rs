//! What super administrators change in the directory: another person's delegation rule (T8), and who covers in place of a
//! leaver.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use islands::delegates::{Action, RuleForm};
use services::Error;

use super::replace_view::{self, ReplaceForm};
use super::{address, page_delegation, page_person};
use crate::context::{Acting, Flash};
use crate::error::PageError;
use crate::features::delegates::form::{input, opened_with};
use crate::features::delegates::outcome::{refused, told};
use crate::local_path::see_other;
use crate::request_context::RequestContext;
use crate::stale_form;
use crate::ui::{FormErrors, RemovalAsk};

/// Gives every rule that names somebody who has left to another person.
pub(super) async fn replace_delegate(
    context: RequestContext,
    Acting(actor): Acting,
    Path(username): Path<String>,
    Form(form): Form<ReplaceForm>,
) -> Result<Response, PageError> {
    let replaced = context
        .services
        .delegates()
        .replace(&actor, &username, &form.delegate, form.opened_with())
        .await;
    let wrong = match replaced {
        Ok(replaced) => {
            return Ok(replace_view::told(&replaced).along_with(see_other(&address::person(&username))));
        }
        Err(Error::Conflict(words)) => (StatusCode::CONFLICT, FormErrors::whole(words)),
        Err(Error::Stale(stale)) => {
            let next =
                "Nothing was replaced. Below is what is there now: replace again if it is still to be done.";
            stale_form::refused(&stale, context.viewer.zone(), "these rules", next)
        }
        Err(Error::Invalid(problems)) => (StatusCode::UNPROCESSABLE_ENTITY, FormErrors::from(problems)),
        Err(other) => return Err(other.into()),
    };
    page_person::failed(&context, &username, wrong, &form).await
}

/// What is said once a delegate is removed.
pub(super) fn removed(username: &str) -> Flash {
    let words = "The delegate is removed. New tasks come to their owner from now on.";
    Flash::ended(words).then(address::delegation(username), "Name another")
}

/// Saves what was typed, or removes the rule; both lead to the person's page.
pub(super) async fn save_or_remove(
    context: RequestContext,
    Acting(actor): Acting,
    Path(username): Path<String>,
    Form(form): Form<RuleForm>,
) -> Result<Response, PageError> {
    let services = &context.services;
    match form.ask {
        None => {}
        Some(RemovalAsk::Keep) => {
            let kept = (StatusCode::OK, FormErrors::new());
            return page_delegation::failed(&context, &username, kept, form).await;
        }
        Some(RemovalAsk::Remove) => return page_delegation::ask(&context, &username, form).await,
    }
    let outcome = match form.action {
        Action::Remove => {
            let done = services
                .delegates()
                .remove_for(&actor, &username, opened_with(&form))
                .await;
            done.map(|()| removed(&username))
        }
        Action::Save | Action::SaveWithoutDates => services
            .delegates()
            .save_for(&actor, &username, &input(&form))
            .await
            .map(|saved| told(&saved)),
    };
    match outcome {
        Ok(flash) => Ok(flash.along_with(see_other(&address::person(&username)))),
        Err(error) => {
            let wrong = refused(error, context.viewer.zone())?;
            page_delegation::failed(&context, &username, wrong, form).await
        }
    }
}
