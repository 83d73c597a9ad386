//! POST of the forms on both pages.

use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use services::Error;
use services::absences::{Decision, Done};

use super::form::{Ask, OWN, OwnAction, OwnForm, TEAM, TeamAction, TeamForm};
use super::{page_own, page_team};
use crate::context::{Acting, Flash, Viewer};
use crate::error::PageError;
use crate::local_path::see_other;
use crate::request_context::RequestContext;
use crate::stale_form;
use crate::ui::FormErrors;

/// Requests an absence of one's own, or cancels one.
pub(super) async fn own(
    context: RequestContext,
    Acting(actor): Acting,
    Form(form): Form<OwnForm>,
) -> Result<Response, PageError> {
    match form.ask {
        None => {}
        Some(Ask::Cancel) => return page_own::ask(&context, form).await,
    }
    let outcome = match form.action {
        OwnAction::Cancel => {
            let target = form.target().ok_or(PageError::NotFound)?;
            let cancelled = context.services.absences().cancel_own(&actor, &target).await;
            cancelled.map(|done| Flash::ended(format!("Cancelled: {}.", done.what)))
        }
        OwnAction::Request => {
            let requested = context.services.absences().request(&actor, &form.input()).await;
            requested.map(|done| Flash::done(format!("Requested: {}. It waits to be approved.", done.what)))
        }
    };
    match outcome {
        Ok(flash) => Ok(flash.along_with(see_other(OWN))),
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
    Form(form): Form<TeamForm>,
) -> Result<Response, PageError> {
    match form.ask {
        None => {}
        Some(Ask::Cancel) => return page_team::ask(&context, form).await,
    }
    let services = &context.services;
    let target = || form.target().ok_or(PageError::NotFound);
    let outcome = match form.action {
        TeamAction::Approve => {
            let done = services
                .absences()
                .decide(&actor, &target()?, Decision::Approve)
                .await;
            done.map(|done| Flash::done(format!("Approved for {}: {}.", done.person, done.what)))
        }
        TeamAction::Cancel => {
            let done = services
                .absences()
                .decide(&actor, &target()?, Decision::Cancel)
                .await;
            done.map(|done| Flash::ended(format!("Cancelled for {}: {}.", done.person, done.what)))
        }
        TeamAction::Change => {
            let done = services
                .absences()
                .change(&actor, &target()?, &form.input())
                .await;
            done.map(|done| saved("Saved", &done))
        }
        TeamAction::Add => {
            let input = form.input();
            let done = services
                .absences()
                .add(&actor, &form.person, &form.delegator, &input)
                .await;
            done.map(|done| saved("Added", &done))
        }
    };
    match outcome {
        Ok(flash) => Ok(flash.along_with(see_other(TEAM))),
        Err(error) => {
            let wrong = wrong(error, &context.viewer)?;
            page_team::again(&context, form, wrong).await
        }
    }
}

fn saved(word: &str, done: &Done) -> Flash {
    let waits = if done.is_approved {
        ""
    } else {
        " It waits to be approved."
    };
    Flash::done(format!("{word} for {}: {}.{waits}", done.person, done.what))
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
