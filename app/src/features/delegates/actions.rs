//! POST `/profile/delegate`: save the rule, or remove it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use domain::zone::instant_in_words;
use services::Error;
use services::delegates::Saved;

use super::form::RuleForm;
use super::page_edit;
use crate::context::{Acting, AppState, Flash, Viewer};
use crate::error::PageError;
use crate::local_path::LocalPath;
use crate::render::Render;
use crate::ui::FormErrors;

/// Saves what was typed, or removes the rule; both lead back to My profile.
pub(super) async fn save_or_remove(
    render: Render,
    viewer: Viewer,
    Acting(actor): Acting,
    State(state): State<AppState>,
    Form(form): Form<RuleForm>,
) -> Result<Response, PageError> {
    let outcome = match form.action.as_str() {
        "remove" => {
            let removed = state.services.remove_own_rule(&actor, form.opened_with()).await;
            removed.map(|()| Flash::done("Your delegate is removed. New tasks come to you from now on."))
        }
        _ => state
            .services
            .save_own_rule(&actor, &form.input())
            .await
            .map(|saved| told(&saved)),
    };
    let (status, errors) = match outcome {
        Ok(flash) => return Ok(flash.along_with(profile().see_other())),
        Err(Error::Invalid(problems)) => (StatusCode::UNPROCESSABLE_ENTITY, FormErrors::from(problems)),
        Err(Error::Stale { by, at }) => {
            let when = instant_in_words(at, viewer.zone());
            let words = format!(
                "{by} changed this rule on {when} {}, after you opened the form. Nothing was saved. What you typed is still \
                 below: save again to replace the rule as it is now.",
                viewer.zone()
            );
            (StatusCode::CONFLICT, FormErrors::whole(words))
        }
        Err(other) => return Err(other.into()),
    };
    page_edit::failed(&render, &viewer, &state, status, form, errors).await
}

fn profile() -> LocalPath {
    LocalPath::parse("/profile").unwrap_or_else(LocalPath::root)
}

/// What was saved, and what does not move (T3, T6, T16).
fn told(saved: &Saved) -> Flash {
    let stay = match saved.open_tasks {
        0 => String::new(),
        1 => " 1 open task stays with you.".to_owned(),
        100.. => " More than 99 open tasks stay with you.".to_owned(),
        count => format!(" {count} open tasks stay with you."),
    };
    let meaning = &saved.meaning;
    match &saved.warning {
        Some(warning) => Flash::warning(format!("Saved. {meaning}{stay} {warning}")),
        None => Flash::done(format!(
            "Saved. {meaning}{stay} Nothing is reassigned retroactively."
        )),
    }
}
