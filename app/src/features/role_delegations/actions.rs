//! POST of the forms under `/me/roles-and-delegations`.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use domain::zone::instant_in_words;
use services::Error;
use services::access::DelegateOwnRoles;

use super::form::{DatesForm, NewForm, OVERVIEW};
use super::page_edit::Asks;
use super::{page_edit, page_new};
use crate::context::{Acting, AppState, Flash, Viewer};
use crate::error::PageError;
use crate::local_path::LocalPath;
use crate::render::Render;
use crate::ui::FormErrors;

/// On to the review page, or saves what was reviewed.
pub(super) async fn create(
    render: Render,
    viewer: Viewer,
    Acting(actor): Acting,
    State(state): State<AppState>,
    Form(form): Form<NewForm>,
) -> Result<Response, PageError> {
    let outcome = match form.action.as_str() {
        "edit" => return page_new::again(&render, &viewer, &state, form, None).await,
        "save" => {
            let saved = state.services.delegate_own_role(&actor, &form.input()).await;
            saved.map(|saved| done(format!("Saved. {}", saved.meaning)))
        }
        _ => {
            let permitted = viewer.require_own::<DelegateOwnRoles>()?;
            let review = state
                .services
                .review_own_delegation(&permitted, &form.input())
                .await;
            review.map(|review| page_new::review(&render, &form, &review))
        }
    };
    match outcome {
        Ok(response) => Ok(response),
        Err(Error::Invalid(problems)) => {
            let errors = Some(FormErrors::from(problems));
            page_new::again(&render, &viewer, &state, form, errors).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Saves new dates, or deletes it after the question.
pub(super) async fn change(
    render: Render,
    viewer: Viewer,
    Acting(actor): Acting,
    State(state): State<AppState>,
    Path(id): Path<String>,
    Form(form): Form<DatesForm>,
) -> Result<Response, PageError> {
    let number = id.parse().map_err(|_| PageError::NotFound)?;
    let around = (&render, &viewer, &state);
    let outcome = match form.action.as_str() {
        "ask" => return page_edit::again(around, &id, form, Ok(Asks::ToDelete)).await,
        "keep" => return page_edit::again(around, &id, form, Ok(Asks::Nothing)).await,
        "delete" => {
            let deleted = state
                .services
                .delete_own_delegation(&actor, number, form.version())
                .await;
            deleted.map(|had_begun| match had_begun {
                true => done("The delegation has ended.".to_owned()),
                false => done("The delegation is cancelled.".to_owned()),
            })
        }
        "continue" => {
            let permitted = viewer.require_own::<DelegateOwnRoles>()?;
            match state
                .services
                .review_own_change(&permitted, number, &form.input())
                .await
            {
                Ok(words) => return page_edit::again(around, &id, form, Ok(Asks::ToSave(words))).await,
                Err(error) => Err(error),
            }
        }
        _ => {
            let saved = state
                .services
                .change_own_delegation(&actor, number, &form.input())
                .await;
            saved.map(|saved| done(format!("Saved. {}", saved.meaning)))
        }
    };
    let wrong = match outcome {
        Ok(response) => return Ok(response),
        Err(Error::Invalid(problems)) => (StatusCode::UNPROCESSABLE_ENTITY, FormErrors::from(problems)),
        Err(Error::Conflict(words)) => (StatusCode::CONFLICT, FormErrors::whole(words)),
        Err(Error::Stale { by, at }) => {
            let when = instant_in_words(at, viewer.zone());
            let words = format!(
                "{by} changed this delegation on {when} {}, after you opened the form. Nothing was saved. What you typed is \
                 still below: save again to change it as it is now.",
                viewer.zone()
            );
            (StatusCode::CONFLICT, FormErrors::whole(words))
        }
        Err(other) => return Err(other.into()),
    };
    page_edit::again(around, &id, form, Err(wrong)).await
}

fn done(words: String) -> Response {
    let overview = LocalPath::parse(OVERVIEW).unwrap_or_else(LocalPath::root);
    Flash::done(words).along_with(overview.see_other())
}
