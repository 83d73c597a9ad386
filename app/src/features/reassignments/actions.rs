//! POST `/admin/directory/users/{username}/reassign`.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use services::Error;
use services::tasks::PassingOn;

use super::form::ReassignForm;
use super::outcome_view::done_in_words;
use super::page_reassign::{self, Returned};
use crate::context::{Acting, AppState, Flash, Viewer};
use crate::error::PageError;
use crate::features::directory::address;
use crate::local_path::see_other;
use crate::render::Render;
use crate::ui::FormErrors;

/// Reassigns the tasks and goes back to the person's page; or says which stay and why, and asks again for those.
pub(super) async fn reassign(
    render: Render,
    viewer: Viewer,
    Acting(actor): Acting,
    State(state): State<AppState>,
    Path(username): Path<String>,
    Form(form): Form<ReassignForm>,
) -> Result<Response, PageError> {
    let (chosen, unreadable) = form.chosen(state.services.now());
    let passing = PassingOn {
        to: &form.to,
        reason: &form.reason,
        from: None,
        step: None,
        suggest: true,
    };
    let done = state
        .services
        .reassign_tasks_of(&actor, &username, &chosen, passing)
        .await;
    let returned = match done {
        Ok(mut done) => {
            done.unknown += unreadable;
            if done.is_complete() {
                let flash = Flash::done(done_in_words(&done));
                return Ok(flash.along_with(see_other(&address::person(&username))));
            }
            Returned::partly(form, done)
        }
        Err(Error::Invalid(problems)) => Returned::wrong(form, FormErrors::from(problems)),
        Err(other) => return Err(other.into()),
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    page_reassign::failed(&render, &viewer, &state, status, &username, returned).await
}
