//! What the preview island asks while somebody types.

use leptos::prelude::*;
use server_fn::codec::Json;

use super::form::RuleForm;
use crate::meaning::FormMeaning;
use crate::server_error::ServerError;

/// What the form would mean if it were saved now; nothing is changed.
///
/// # Errors
/// [`ServerError::Refused`] without a session or the privilege.
#[server(prefix = "/internal", endpoint = "delegates/preview", input = Json)]
pub async fn preview_rule(
    /// As it stands in the browser.
    form: RuleForm,
) -> Result<FormMeaning, ServerError> {
    crate::answers::answers()?.rule_preview(None, form).await
}

/// The same for somebody else's form (T8).
///
/// # Errors
/// [`ServerError::Refused`] without the right to set that person's rule.
#[server(prefix = "/internal", endpoint = "directory/delegation/preview", input = Json)]
pub async fn preview_rule_for(
    /// The owner's username.
    owner: String,
    /// As it stands in the browser.
    form: RuleForm,
) -> Result<FormMeaning, ServerError> {
    crate::answers::answers()?.rule_preview(Some(owner), form).await
}
