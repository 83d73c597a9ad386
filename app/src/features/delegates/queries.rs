//! What the preview island asks while somebody types.

use leptos::prelude::*;
use leptos::server;

use super::form::{RuleForm, RulePreview};

/// What the form would mean if it were saved now; nothing is changed.
#[server(endpoint = "delegates/preview")]
pub async fn preview_rule(form: RuleForm) -> Result<RulePreview, ServerFnError> {
    use crate::server_functions::asked_by;
    use services::access::ManageOwnProfile;

    let (state, viewer) = asked_by().await?;
    let permitted = viewer.require_own::<ManageOwnProfile>().map_err(crate::server_functions::refuse)?;
    let preview = state.services.preview_rule(&permitted, &form.input()).await.map_err(crate::server_functions::refuse)?;
    Ok(RulePreview {
        meaning: preview.meaning,
        warnings: preview.warnings,
        problems: preview.problems.into_iter().map(|problem| problem.message).collect(),
    })
}
