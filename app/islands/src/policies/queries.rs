//! What the editor asks while somebody types.

use domain::policy::DraftStep;
use leptos::prelude::*;
use server_fn::codec::Json;

use super::form::{Foresight, Imagining};
use crate::server_error::ServerError;

/// Who would be asked now if the policy had these steps; nothing is changed.
///
/// # Errors
/// [`ServerError::Refused`] without a session or the privilege.
#[server(prefix = "/internal", endpoint = "policies/preview", input = Json)]
pub async fn foresee_policy(
    /// Which policy.
    policy: i64,
    /// As they stand in the browser.
    steps: Vec<DraftStep>,
    /// The task to imagine.
    imagining: Imagining,
) -> Result<Foresight, ServerError> {
    crate::answers::answers()?
        .foresight(policy, steps, imagining)
        .await
}
