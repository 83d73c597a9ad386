//! POST `/profile/delegate`: save one's own rule, or remove it.

use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use islands::delegates::{Action, RuleForm};

use super::edit_view::Whose;
use super::form::{input, opened_with};
use super::outcome::{refused, told};
use super::page_edit;
use super::question::question;
use crate::context::{Acting, Flash};
use crate::error::PageError;
use crate::local_path::LocalPath;
use crate::request_context::RequestContext;
use crate::ui::{FormErrors, RemovalAsk};

/// Saves what was typed, or removes the rule; both lead back to My profile.
pub(super) async fn save_or_remove(
    context: RequestContext,
    Acting(actor): Acting,
    Form(form): Form<RuleForm>,
) -> Result<Response, PageError> {
    let services = &context.services;
    match form.ask {
        None => {}
        Some(RemovalAsk::Keep) => {
            let kept = (StatusCode::OK, FormErrors::new());
            return page_edit::failed(&context, kept, form).await;
        }
        Some(RemovalAsk::Remove) => {
            services.brakes().question(context.viewer.person)?;
            if let Some(removal) = services.delegates().own_removal(context.viewer.person).await? {
                let question = question(&Whose::Own, &removal, form, PATH, services.now());
                return Ok(context.render.ask(question).await);
            }
            // Removed already, in another tab: it is as it was to be.
            if context.render.wants_data() {
                return Ok(context.render.no_question());
            }
            return Ok(removed().along_with(profile().see_other()));
        }
    }
    let outcome = match form.action {
        Action::Remove => {
            let done = services.delegates().remove_own(&actor, opened_with(&form)).await;
            done.map(|()| removed())
        }
        Action::Save | Action::SaveWithoutDates => services
            .delegates()
            .save_own(&actor, &input(&form))
            .await
            .map(|saved| told(&saved)),
    };
    match outcome {
        Ok(flash) => Ok(flash.along_with(profile().see_other())),
        Err(error) => {
            let wrong = refused(error, context.viewer.zone())?;
            page_edit::failed(&context, wrong, form).await
        }
    }
}

const PATH: &str = "/profile/delegate";

fn removed() -> Flash {
    Flash::ended("Your delegate is removed. New tasks come to you from now on.").then(PATH, "Name another")
}

fn profile() -> LocalPath {
    LocalPath::parse("/profile").unwrap_or_else(LocalPath::root)
}
