//! What the form asks while somebody types.

use leptos::prelude::*;
use server_fn::codec::Json;

use super::form::DelegationForm;
use crate::meaning::FormMeaning;
use crate::server_error::ServerError;

/// What the review page would say of it (R21); nothing is changed.
///
/// # Errors
/// [`ServerError::Refused`] without the privilege.
#[server(prefix = "/internal", endpoint = "role-delegations/review", input = Json)]
pub async fn review_delegation(
    /// As it stands in the browser.
    form: DelegationForm,
) -> Result<FormMeaning, ServerError> {
    crate::answers::answers()?.delegation_meaning(None, form).await
}

/// The same for a role of somebody else's (R16).
///
/// # Errors
/// [`ServerError::Refused`] without the right to lend that person's roles.
#[server(prefix = "/internal", endpoint = "accounts/delegations/review", input = Json)]
pub async fn review_delegation_for(
    /// The delegator's username.
    delegator: String,
    /// As it stands in the browser.
    form: DelegationForm,
) -> Result<FormMeaning, ServerError> {
    let answers = crate::answers::answers()?;
    answers.delegation_meaning(Some(delegator), form).await
}
