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
    /// `revoke`: it is asked about first; `keep`: it was, and nothing is to be done.
    pub(super) ask: String,
    /// Anything: the question was asked from the person's page, and leads back there.
    pub(super) back: String,
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
