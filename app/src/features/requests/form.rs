//! What the request form posts.

use serde::Deserialize;

/// The form, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct RequestForm {
    /// Username of whom it is for.
    pub(super) subject: String,
    /// The role's code.
    pub(super) role: String,
    /// Why.
    pub(super) reason: String,
}

impl RequestForm {
    /// For the use case.
    pub(super) fn input(&self) -> services::tasks::RequestInput {
        services::tasks::RequestInput {
            subject: self.subject.clone(),
            role: self.role.clone(),
            reason: self.reason.clone(),
        }
    }
}
