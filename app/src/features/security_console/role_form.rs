//! What the form of a role posts.

use domain::policy::PolicyKind;
use domain::role::RoleForm;
use serde::Deserialize;
use services::security_console::{Defined, RoleInput};

use crate::local_path::LocalPath;

/// Roles.
pub(super) const ROLES: &str = "/security-console/roles";

/// The list's path, for a redirect.
pub(super) fn list() -> LocalPath {
    LocalPath::parse(ROLES).unwrap_or_else(LocalPath::root)
}

/// A role, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct RoleFields {
    /// The version the form was opened with (G5).
    pub(super) version: String,
    /// For a new role only.
    pub(super) code: String,
    pub(super) name: String,
    pub(super) data_scope: String,
    pub(super) privileges: Vec<String>,
    pub(super) delegation_allowed: String,
    /// Policy ids; empty: the type's default.
    pub(super) request_policy: String,
    pub(super) review_policy: String,
    pub(super) revoke_policy: String,
}

impl RoleFields {
    /// The form of a role that is there; of a new one: nothing but the narrowest scope.
    pub(super) fn of(role: Option<&Defined>) -> Self {
        let Some(role) = role else {
            return Self {
                data_scope: "own".to_owned(),
                ..Self::default()
            };
        };
        let policy = |kind| {
            role.policy(kind)
                .map(|policy| policy.id.to_string())
                .unwrap_or_default()
        };
        Self {
            version: role.version.to_string(),
            code: role.code.clone(),
            name: role.name.clone(),
            data_scope: role.data_scope.code().to_owned(),
            privileges: role.privileges.clone(),
            delegation_allowed: if role.delegation_allowed {
                "true".to_owned()
            } else {
                String::new()
            },
            request_policy: policy(PolicyKind::Request),
            review_policy: policy(PolicyKind::Review),
            revoke_policy: policy(PolicyKind::Revoke),
        }
    }

    /// For the use case.
    pub(super) fn input(&self) -> RoleInput<'_> {
        RoleInput {
            version: self.version.parse().unwrap_or(0),
            form: RoleForm {
                code: &self.code,
                name: &self.name,
                data_scope: &self.data_scope,
                privileges: &self.privileges,
                delegation_allowed: !self.delegation_allowed.is_empty(),
            },
            policies: [&self.request_policy, &self.review_policy, &self.revoke_policy],
        }
    }
}
