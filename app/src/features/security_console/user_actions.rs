//! POST `/security-console/users/{username}`: roles, *Assignable*, the account.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use domain::privilege::Privilege::ManageSecurity;
use domain::zone::instant_in_words;
use services::Error;
use services::security_console::Changed;

use super::page_user::{self, Again};
use super::user_form::{USERS, UserFields, person_path};
use crate::context::{Acting, AppState, Flash, Viewer};
use crate::error::PageError;
use crate::local_path::LocalPath;
use crate::render::Render;
use crate::ui::FormErrors;

/// Saves the form; "Save and Close" leads to the list, the other buttons back to the person.
pub(super) async fn save(
    render: Render,
    viewer: Viewer,
    Acting(actor): Acting,
    State(state): State<AppState>,
    Path(username): Path<String>,
    Form(fields): Form<UserFields>,
) -> Result<Response, PageError> {
    let saved = state
        .services
        .save_console_person(&actor, &username, &fields.input())
        .await;
    let (status, would_end, errors) = match saved {
        Ok(Changed::Done(words)) => {
            // The list is there for those alone who manage everyone's security.
            let next = if fields.closes() && viewer.may_everywhere(ManageSecurity) {
                USERS.to_owned()
            } else {
                person_path(&username)
            };
            let next = LocalPath::parse(&next).unwrap_or_else(LocalPath::root);
            let told = if words.is_empty() {
                "Saved.".to_owned()
            } else {
                words.join(" ")
            };
            return Ok(Flash::done(told).along_with(next.see_other()));
        }
        Ok(Changed::Confirm(would_end)) => (StatusCode::OK, Some(would_end), FormErrors::new()),
        Err(Error::Invalid(problems)) => (StatusCode::UNPROCESSABLE_ENTITY, None, FormErrors::from(problems)),
        Err(Error::Conflict(words)) => (StatusCode::CONFLICT, None, FormErrors::whole(words)),
        Err(Error::Stale { by, at }) => {
            let when = instant_in_words(at, viewer.zone());
            let words = format!(
                "{by} changed what this person holds on {when} {}, after you opened the page. Nothing was saved. What you ticked \
                 is still below: look, then save again.",
                viewer.zone()
            );
            (StatusCode::CONFLICT, None, FormErrors::whole(words))
        }
        Err(other) => return Err(other.into()),
    };
    let why = Again {
        status,
        would_end,
        errors,
    };
    page_user::again(&render, &viewer, &state, &username, fields, why).await
}
