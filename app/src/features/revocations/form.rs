//! What the revocation form posts, and what a link to it may say.

use serde::Deserialize;

/// The form, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct RevokeForm {
    /// The role's code; a link to the page may name it.
    pub(super) role: String,
    /// Why.
    pub(super) reason: String,
}

impl RevokeForm {
    /// For the use case.
    pub(super) fn input(&self, subject: &str) -> services::tasks::RevocationInput {
        services::tasks::RevocationInput {
            subject: subject.to_owned(),
            role: self.role.clone(),
            reason: self.reason.clone(),
        }
    }
}
