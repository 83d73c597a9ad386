//! What super administrators change in the directory: another person's delegation rule (T8).

use axum::extract::{Path, State};
use axum::response::Response;
use axum_extra::extract::Form;

use super::{address, page_delegation};
use crate::context::{Acting, AppState, Flash, Viewer};
use crate::error::PageError;
use crate::features::delegates::form::RuleForm;
use crate::features::delegates::outcome::{refused, told};
use crate::local_path::see_other;
use crate::render::Render;

/// Saves what was typed, or removes the rule; both lead to the person's page.
pub(super) async fn save_or_remove(
    render: Render,
    viewer: Viewer,
    Acting(actor): Acting,
    State(state): State<AppState>,
    Path(username): Path<String>,
    Form(form): Form<RuleForm>,
) -> Result<Response, PageError> {
    let services = &state.services;
    let outcome = match form.action.as_str() {
        "remove" => {
            let removed = services
                .remove_rule_for(&actor, &username, form.opened_with())
                .await;
            removed
                .map(|()| Flash::done("The delegate is removed. New tasks come to their owner from now on."))
        }
        _ => services
            .save_rule_for(&actor, &username, &form.input())
            .await
            .map(|saved| told(&saved)),
    };
    match outcome {
        Ok(flash) => Ok(flash.along_with(see_other(&address::person(&username)))),
        Err(error) => {
            let wrong = refused(error, viewer.zone())?;
            page_delegation::failed(&render, &viewer, &state, &username, wrong, form).await
        }
    }
}
