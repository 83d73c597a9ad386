//! POST `/security-console/roles/new` and `…/{code}`.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use services::Error;
use services::security_console::{RoleSaved, lent_in_words};

use super::page_role;
use super::role_form::{RoleFields, list};
use crate::context::{Acting, Flash};
use crate::error::PageError;
use crate::request_context::RequestContext;
use crate::stale_form;
use crate::ui::FormErrors;

/// Creates a role.
pub(super) async fn create(
    context: RequestContext,
    acting: Acting,
    Form(fields): Form<RoleFields>,
) -> Result<Response, PageError> {
    save(&context, &acting, None, fields).await
}

/// Saves a role.
pub(super) async fn change(
    context: RequestContext,
    acting: Acting,
    Path(code): Path<String>,
    Form(fields): Form<RoleFields>,
) -> Result<Response, PageError> {
    save(&context, &acting, Some(&code), fields).await
}

async fn save(
    context: &RequestContext,
    Acting(actor): &Acting,
    code: Option<&str>,
    fields: RoleFields,
) -> Result<Response, PageError> {
    let (status, errors) = match context
        .services
        .security_console()
        .save_role(actor, code, &fields.input())
        .await
    {
        Ok(saved) => return Ok(told(&saved).along_with(list().see_other())),
        Err(Error::Invalid(problems)) => (StatusCode::UNPROCESSABLE_ENTITY, FormErrors::from(problems)),
        Err(Error::Stale(stale)) => {
            let next = "Nothing was saved. What you typed is still below: look at the role, then save again.";
            stale_form::refused(&stale, context.viewer.zone(), "this role", next)
        }
        Err(other) => return Err(other.into()),
    };
    page_role::failed(context, code, status, fields, errors).await
}

/// R3: switching off leaves delegations as they are, and says how many.
fn told(saved: &RoleSaved) -> Flash {
    let name = &saved.name;
    if saved.waits {
        return Flash::done(format!(
            "The change of {name} is requested: somebody else who could add the role, and does not hold it, has to approve."
        ));
    }
    match saved.switched_off {
        None => Flash::done(format!("{name} is saved.")),
        Some(lent) => match lent_in_words(lent) {
            None => Flash::done(format!(
                "{name} is saved. Nobody has delegated it, and nobody can from now on unless it is marked Assignable for them."
            )),
            Some(words) => Flash::warning(format!(
                "{name} is saved. Delegation is switched off: {words} stay as they are."
            )),
        },
    }
}
