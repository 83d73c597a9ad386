//! What the preview island asks while somebody types.

use leptos::prelude::*;
use server_fn::codec::Json;

use super::form::{RuleForm, RulePreview};
use crate::server_error::ServerError;

/// What the form would mean if it were saved now; nothing is changed.
///
/// # Errors
/// [`ServerError::Refused`] without a session or the privilege.
#[server(prefix = "/internal", endpoint = "delegates/preview", input = Json)]
pub async fn preview_rule(
    /// As it stands in the browser.
    form: RuleForm,
) -> Result<RulePreview, ServerError> {
    use services::access::ManageOwnProfile;

    use crate::server_functions::call::{asked_by, refuse};

    let (state, viewer) = asked_by().await?;
    let permitted = viewer.require_own::<ManageOwnProfile>().map_err(refuse)?;
    let preview = state
        .services
        .preview_rule(&permitted, &form.input())
        .await
        .map_err(refuse)?;
    Ok(preview.into())
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
) -> Result<RulePreview, ServerError> {
    use crate::server_functions::call::{asked_by, refuse};

    let (state, viewer) = asked_by().await?;
    let preview = state
        .services
        .preview_rule_for(viewer.person, &owner, &form.input())
        .await
        .map_err(refuse)?;
    Ok(preview.into())
}

#[cfg(feature = "ssr")]
impl From<services::delegates::Preview> for RulePreview {
    fn from(preview: services::delegates::Preview) -> Self {
        Self {
            meaning: preview.meaning,
            warnings: preview.warnings,
            // Half a username is no mistake yet: the picker speaks of it, and the save judges it.
            problems: preview
                .problems
                .into_iter()
                .filter(|p| p.field != "delegate")
                .map(|p| p.message)
                .collect(),
        }
    }
}
