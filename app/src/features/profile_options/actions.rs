//! POST `/setup/profile-values`: set a value, or remove it.

use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use domain::profile_option::ProfileOption;
use services::Error;
use services::stale::Deed;

use super::form::{Action, PATH, ValueForm, href};
use super::{page_values, question};
use crate::context::{Acting, Flash};
use crate::error::PageError;
use crate::local_path::LocalPath;
use crate::request_context::RequestContext;
use crate::stale_form;
use crate::ui::{FormErrors, RemovalAsk};

/// Saves, and goes back to the option.
pub(super) async fn save(
    context: RequestContext,
    Acting(actor): Acting,
    Form(form): Form<ValueForm>,
) -> Result<Response, PageError> {
    match form.ask {
        None => {}
        Some(RemovalAsk::Keep) => {
            let none = FormErrors::new();
            return page_values::failed(&context, StatusCode::OK, form, none).await;
        }
        Some(RemovalAsk::Remove) => return question::ask(&context, form).await,
    }
    let (status, errors) = match context
        .services
        .profile_options()
        .save(&actor, &form.input())
        .await
    {
        Ok(saved) => {
            let option = ProfileOption::from_code(form.code.trim());
            let page = option.map_or_else(|| PATH.to_owned(), |option| href(option, ""));
            let page = LocalPath::parse(&page).unwrap_or_else(LocalPath::root);
            let flash = match form.action {
                Action::Remove => Flash::ended(saved.words),
                Action::Save => Flash::done(saved.words),
            };
            return Ok(flash.along_with(page.see_other()));
        }
        Err(Error::Invalid(problems)) => (StatusCode::UNPROCESSABLE_ENTITY, FormErrors::from(problems)),
        Err(Error::Stale(stale)) => {
            let next = match stale.deed {
                Deed::Changed => {
                    "Nothing was saved. What you typed is still below: save again to replace the value as it is now."
                }
                Deed::Removed | Deed::Deleted => {
                    "Nothing was saved. What you typed is still below: save again to set it once more."
                }
            };
            stale_form::refused(&stale, context.viewer.zone(), "this value", next)
        }
        Err(other) => return Err(other.into()),
    };
    page_values::failed(&context, status, form, errors).await
}
