//! A role as the Security Console defines it: what may be typed, and what a role that comes with the system keeps (R3).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::ids::PolicyId;
use crate::policy::PolicyKind;
use crate::privilege::{BuiltinRole, DataScope, Privilege};
use crate::text::check_display_text;

/// The most characters a role's name has.
pub const MAX_NAME: usize = 80;

/// The most characters a role's code has.
pub const MAX_CODE: usize = 64;

/// A role as it is typed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RoleForm<'a> {
    /// For a new role only.
    pub code: &'a str,
    /// As shown.
    pub name: &'a str,
    /// A data scope's code.
    pub data_scope: &'a str,
    /// Codes of privileges.
    pub privileges: &'a [String],
    /// *Delegation allowed* is ticked (R3).
    pub delegation_allowed: bool,
}

/// A role as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleDefinition {
    /// For ever.
    pub code: String,
    /// As shown.
    pub name: String,
    /// On whose records its privileges work.
    pub data_scope: DataScope,
    /// What it lets its holder do.
    pub privileges: BTreeSet<Privilege>,
    /// Whoever holds it by grant may lend it (R3).
    pub delegation_allowed: bool,
}

/// A change of a role's definition that waits for a second person (R22 (6)), as its task keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleChange {
    /// The role's version when the change was proposed: another change meanwhile makes it void.
    pub version: i32,
    /// What the role is to become.
    pub definition: RoleDefinition,
    /// The policies that it is to name.
    pub policies: Vec<(PolicyKind, PolicyId)>,
}

/// Judges a role. One that is there keeps its code, and one that comes with the system its name, privileges and data
/// scope too, whatever is typed there.
///
/// # Errors
/// (field, message), one a field, in the order of the form.
pub fn check_role(
    form: &RoleForm<'_>,
    present: Option<&RoleDefinition>,
) -> Result<RoleDefinition, Vec<(&'static str, String)>> {
    let builtin = present.and_then(|role| BuiltinRole::from_code(&role.code));
    if let (Some(role), Some(builtin)) = (present, builtin) {
        if form.delegation_allowed && builtin == BuiltinRole::Employee {
            let message = format!("{} can never be delegated", role.name);
            return Err(vec![("delegation_allowed", message)]);
        }
        return Ok(RoleDefinition {
            delegation_allowed: form.delegation_allowed,
            ..role.clone()
        });
    }
    let code = match present {
        Some(role) => Ok(role.code.clone()),
        None => check_code(form.code),
    };
    let name = check_display_text("Name", form.name, MAX_NAME);
    let data_scope = DataScope::from_code(form.data_scope)
        .ok_or_else(|| "Choose on whose records the privileges work".to_owned());
    let privileges: Option<BTreeSet<Privilege>> = form
        .privileges
        .iter()
        .map(|code| Privilege::from_code(code))
        .collect();
    let privileges = privileges.ok_or_else(|| "Choose among the privileges offered".to_owned());
    match (code, name, data_scope, privileges) {
        (Ok(code), Ok(name), Ok(data_scope), Ok(privileges)) => Ok(RoleDefinition {
            code,
            name,
            data_scope,
            privileges,
            delegation_allowed: form.delegation_allowed,
        }),
        (code, name, data_scope, privileges) => {
            let problems = [
                ("code", code.err()),
                ("name", name.err()),
                ("data_scope", data_scope.err()),
                ("privileges", privileges.err()),
            ];
            let told = problems.into_iter();
            Err(told
                .filter_map(|(field, message)| Some((field, message?)))
                .collect())
        }
    }
}

/// A code stands in addresses, files and the directory: plain letters, for ever.
fn check_code(text: &str) -> Result<String, String> {
    let code = text.trim();
    let mut letters = code.chars();
    let begins_well = letters.next().is_some_and(|first| first.is_ascii_lowercase());
    let goes_on_well = letters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if code.is_empty() {
        return Err("Enter the code".to_owned());
    }
    if !begins_well || !goes_on_well {
        return Err(
            "Code must begin with a letter and have only small letters a to z, digits and underscores"
                .to_owned(),
        );
    }
    if code.len() > MAX_CODE {
        return Err(format!("Code must be {MAX_CODE} characters or fewer"));
    }
    Ok(code.to_owned())
}
