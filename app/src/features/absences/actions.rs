//! POST of the forms on both pages.

use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use services::Error;
use services::absences::{Decision, Done};

use super::form::{AbsenceForm, OWN, TEAM};
use super::{page_own, page_team};
use crate::context::{Acting, Flash, Viewer};
use crate::error::PageError;
use crate::local_path::LocalPath;
use crate::request_context::RequestContext;
use crate::stale_form;
use crate::ui::FormErrors;

/// Requests an absence of one's own, or cancels one.
pub(super) async fn own(
    context: RequestContext,
    Acting(actor): Acting,
    Form(form): Form<AbsenceForm>,
) -> Result<Response, PageError> {
    if form.asks() {
        return page_own::ask(&context, form).await;
    }
    let outcome = match form.action.as_str() {
        "cancel" => {
            let target = form.target().ok_or(PageError::NotFound)?;
            let cancelled = context.services.cancel_own_absence(&actor, &target).await;
            cancelled.map(|done| format!("Cancelled: {}.", done.what))
        }
        _ => {
            let requested = context.services.request_absence(&actor, &form.input()).await;
            requested.map(|done| format!("Requested: {}. It waits to be approved.", done.what))
        }
    };
    match outcome {
        Ok(words) => Ok(said(words, &form, OWN)),
        Err(error) => {
            let wrong = wrong(error, &context.viewer)?;
            page_own::again(&context, form, wrong).await
        }
    }
}

/// Adds, changes, approves or cancels an absence of somebody else.
pub(super) async fn team(
    context: RequestContext,
    Acting(actor): Acting,
    Form(form): Form<AbsenceForm>,
) -> Result<Response, PageError> {
    if form.asks() {
        return page_team::ask(&context, form).await;
    }
    let services = &context.services;
    let target = || form.target().ok_or(PageError::NotFound);
    let outcome = match form.action.as_str() {
        "approve" => {
            let done = services
                .decide_absence(&actor, &target()?, Decision::Approve)
                .await;
            done.map(|done| format!("Approved for {}: {}.", done.person, done.what))
        }
        "cancel" => {
            let done = services
                .decide_absence(&actor, &target()?, Decision::Cancel)
                .await;
            done.map(|done| format!("Cancelled for {}: {}.", done.person, done.what))
        }
        "change" => {
            let done = services.change_absence(&actor, &target()?, &form.input()).await;
            done.map(|done| saved("Saved", &done))
        }
        _ => {
            let input = form.input();
            let done = services
                .add_absence(&actor, &form.person, &form.delegator, &input)
                .await;
            done.map(|done| saved("Added", &done))
        }
    };
    match outcome {
        Ok(words) => Ok(said(words, &form, TEAM)),
        Err(error) => {
            let wrong = wrong(error, &context.viewer)?;
            page_team::again(&context, form, wrong).await
        }
    }
}

fn saved(word: &str, done: &Done) -> String {
    let waits = if done.is_approved {
        ""
    } else {
        " It waits to be approved."
    };
    format!("{word} for {}: {}.{waits}", done.person, done.what)
}

fn said(words: String, form: &AbsenceForm, path: &str) -> Response {
    let path = LocalPath::parse(path).unwrap_or_else(LocalPath::root);
    let flash = match form.action.as_str() {
        "cancel" => Flash::ended(words),
        _ => Flash::done(words),
    };
    flash.along_with(path.see_other())
}

/// What the page is to say, and its status; what is no matter of the form is answered otherwise.
fn wrong(error: Error, viewer: &Viewer) -> Result<(StatusCode, FormErrors), PageError> {
    Ok(match error {
        Error::Invalid(problems) => (StatusCode::UNPROCESSABLE_ENTITY, FormErrors::from(problems)),
        Error::Conflict(words) => (StatusCode::CONFLICT, FormErrors::whole(words)),
        Error::Stale(stale) => {
            let next = "Nothing was saved. Look at it as it is now, and try again.";
            stale_form::refused(&stale, viewer.zone(), "this absence", next)
        }
        other => return Err(other.into()),
    })
}
