//! POST `/profile/delegate`: save one's own rule, or remove it.

use axum::extract::State;
use axum::response::Response;
use axum_extra::extract::Form;

use super::form::RuleForm;
use super::outcome::{refused, told};
use super::page_edit;
use crate::context::{Acting, AppState, Flash, Viewer};
use crate::error::PageError;
use crate::local_path::LocalPath;
use crate::render::Render;

/// Saves what was typed, or removes the rule; both lead back to My profile.
pub(super) async fn save_or_remove(
    render: Render,
    viewer: Viewer,
    Acting(actor): Acting,
    State(state): State<AppState>,
    Form(form): Form<RuleForm>,
) -> Result<Response, PageError> {
    let services = &state.services;
    let outcome = match form.action.as_str() {
        "remove" => {
            let removed = services.remove_own_rule(&actor, form.opened_with()).await;
            removed.map(|()| Flash::done("Your delegate is removed. New tasks come to you from now on."))
        }
        _ => services
            .save_own_rule(&actor, &form.input())
            .await
            .map(|saved| told(&saved)),
    };
    match outcome {
        Ok(flash) => Ok(flash.along_with(profile().see_other())),
        Err(error) => {
            let wrong = refused(error, viewer.zone())?;
            page_edit::failed(&render, &viewer, &state, wrong, form).await
        }
    }
}

fn profile() -> LocalPath {
    LocalPath::parse("/profile").unwrap_or_else(LocalPath::root)
}
