//! What the forms post: everything is text, so that nothing typed is ever lost (G6).

use serde::Deserialize;
use services::role_delegations::{DatesInput, DelegationInput};

/// Where the overview is.
pub(super) const OVERVIEW: &str = "/me/roles-and-delegations";

/// A new delegation.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct NewForm {
    /// A role's code.
    pub(super) role: String,
    /// A username.
    pub(super) proxy: String,
    /// `YYYY-MM-DD`.
    pub(super) starts_on: String,
    /// `YYYY-MM-DD`, or nothing.
    pub(super) ends_on: String,
    /// `save` on the review page, `edit` to go back; else to the review page.
    pub(super) action: String,
}

impl NewForm {
    pub(super) fn input(&self) -> DelegationInput {
        DelegationInput {
            role: self.role.clone(),
            proxy: self.proxy.clone(),
            starts_on: self.starts_on.clone(),
            ends_on: self.ends_on.clone(),
        }
    }
}

/// New dates of a delegation.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct DatesForm {
    /// `YYYY-MM-DD`; not posted once the start has come.
    pub(super) starts_on: String,
    /// `YYYY-MM-DD`, or nothing.
    pub(super) ends_on: String,
    /// The version that the form was opened with (G5).
    pub(super) version: String,
    /// `save`, `delete` after the question, or `continue` to be told first.
    pub(super) action: String,
}

impl DatesForm {
    pub(super) fn version(&self) -> i32 {
        self.version.parse().unwrap_or_default()
    }

    pub(super) fn input(&self) -> DatesInput {
        DatesInput {
            starts_on: self.starts_on.clone(),
            ends_on: self.ends_on.clone(),
            version: self.version(),
        }
    }
}
