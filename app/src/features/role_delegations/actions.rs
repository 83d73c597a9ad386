//! What the forms of these pages do, for oneself and on behalf of others.

use axum::http::StatusCode;
use axum::response::Response;
use services::Error;
use services::actor::PersonActor;

use super::desk::Asked;
use super::form::{DatesAction, DatesForm, NewAction, NewForm};
use super::page_edit::Asks;
use super::{page_edit, page_new, question};
use crate::error::PageError;
use crate::ui::FormErrors;
use crate::{stale_form, too_many};

/// On to the review page, or saves what was reviewed.
pub(crate) async fn create(
    asked: &Asked,
    actor: &PersonActor,
    mut form: NewForm,
) -> Result<Response, PageError> {
    let services = &asked.services;
    let outcome = match form.action {
        NewAction::Edit => return page_new::again(asked, form, None).await,
        NewAction::Save => {
            let saved = services
                .role_delegations()
                .create(actor, asked.desk.delegator(), &form.input())
                .await;
            saved.map(|saved| asked.desk.done(format!("Saved. {}", saved.meaning)))
        }
        action @ (NewAction::Continue | NewAction::NextDay) => {
            if action == NewAction::NextDay {
                form.end_on_the_next_day();
            }
            if let Err(too_many) = services.brakes().question(asked.viewer.person) {
                let page = page_new::again(asked, form, Some(too_many::errors(&too_many))).await?;
                return Ok(too_many::answer(too_many.seconds, page));
            }
            let lender = asked.lender().await?;
            match services
                .role_delegations()
                .review(&lender.permitted, &form.input())
                .await
            {
                Ok(review) => return Ok(page_new::review(asked, &lender, form, review).await),
                Err(error) => Err(error),
            }
        }
    };
    match outcome {
        Ok(response) => Ok(response),
        Err(Error::Invalid(problems)) => {
            let errors = Some(FormErrors::from(problems));
            page_new::again(asked, form, errors).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Saves new dates, or deletes the delegation after the question.
pub(crate) async fn change(
    asked: &Asked,
    actor: &PersonActor,
    id: &str,
    mut form: DatesForm,
) -> Result<Response, PageError> {
    let number: i64 = id.parse().map_err(|_| PageError::NotFound)?;
    let services = &asked.services;
    let delegator = asked.desk.delegator();
    let outcome = match form.sent() {
        DatesAction::Ask => return question::ask(asked, number, form).await,
        DatesAction::Keep => return page_edit::again(asked, number, form, Ok(Asks::Nothing)).await,
        DatesAction::Delete => {
            let deleted = services
                .role_delegations()
                .delete(actor, delegator, number, form.version())
                .await;
            deleted.map(|had_begun| {
                if had_begun {
                    asked.desk.ended("The delegation has ended.")
                } else {
                    asked.desk.ended("The delegation is cancelled.")
                }
            })
        }
        action @ (DatesAction::Continue | DatesAction::NextDay) => {
            if action == DatesAction::NextDay {
                form.end_on_the_next_day();
            }
            if let Err(too_many) = services.brakes().question(asked.viewer.person) {
                let wrong = (StatusCode::TOO_MANY_REQUESTS, too_many::errors(&too_many));
                let page = page_edit::again(asked, number, form, Err(wrong)).await?;
                return Ok(too_many::answer(too_many.seconds, page));
            }
            let lender = asked.lender().await?;
            match services
                .role_delegations()
                .review_change(&lender.permitted, number, &form.input())
                .await
            {
                Ok(review) => {
                    let asks = Asks::ToSave(Box::new(review));
                    return page_edit::again(asked, number, form, Ok(asks)).await;
                }
                Err(error) => Err(error),
            }
        }
        DatesAction::Save => {
            let saved = services
                .role_delegations()
                .change(actor, delegator, number, &form.input())
                .await;
            saved.map(|saved| asked.desk.done(format!("Saved. {}", saved.meaning)))
        }
    };
    match outcome {
        Ok(response) => Ok(response),
        Err(error) => {
            let wrong = refused(asked, &form, error)?;
            page_edit::again(asked, number, form, Err(wrong)).await
        }
    }
}

/// What is wrong, in words for the form; whatever the form cannot say is passed on.
fn refused(asked: &Asked, form: &DatesForm, error: Error) -> Result<(StatusCode, FormErrors), PageError> {
    match error {
        Error::Invalid(problems) => Ok((StatusCode::UNPROCESSABLE_ENTITY, FormErrors::from(problems))),
        Error::Conflict(words) => Ok((StatusCode::CONFLICT, FormErrors::whole(words))),
        Error::Stale(stale) => {
            let next = match form.sent() {
                DatesAction::Delete => {
                    "It was not deleted. Look at it as it is now: delete it again if it is still to be deleted."
                }
                DatesAction::Save
                | DatesAction::Continue
                | DatesAction::NextDay
                | DatesAction::Ask
                | DatesAction::Keep => {
                    "Nothing was saved. What you typed is still below: save again to change it as it is now."
                }
            };
            Ok(stale_form::refused(
                &stale,
                asked.viewer.zone(),
                "this delegation",
                next,
            ))
        }
        other => Err(other.into()),
    }
}
