//! What the server hands the form that delegates a role.

use serde::{Deserialize, Serialize};

use super::dates::DatesSetup;
use crate::person_picker::PersonHit;

/// The form and what surrounds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DelegateRoleSetup {
    /// Sent twice, it is one change (G6).
    pub form_id: String,
    /// The roles that can be delegated.
    pub roles: Vec<RoleChoice>,
    /// The code of the role that is chosen; empty: none.
    pub role: String,
    /// The proxy's username, or whatever was typed.
    pub proxy: String,
    /// Who may have been meant.
    pub matches: Vec<PersonHit>,
    /// The days.
    pub dates: DatesSetup,
    /// What is wrong, besides the dates.
    pub errors: DelegateRoleErrors,
    /// The delegator's username, where it is not the reader (R16).
    pub delegator: Option<String>,
    /// What "Continue" posts as `action`.
    pub continue_action: String,
    /// What "Save" posts.
    pub save_action: String,
}

/// A role that can be delegated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleChoice {
    /// What is posted.
    pub code: String,
    /// As shown.
    pub name: String,
}

/// What is wrong, by field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DelegateRoleErrors {
    /// With the role.
    pub role: Option<String>,
    /// With the proxy.
    pub proxy: Option<String>,
}
