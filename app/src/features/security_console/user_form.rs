//! What the form of a person posts.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use services::security_console::{ConsolePerson, PersonInput};

/// Users.
pub(super) const USERS: &str = "/security-console/users";

/// A person's page.
pub(super) fn person_path(username: &str) -> String {
    format!("{USERS}/{}", utf8_percent_encode(username, NON_ALPHANUMERIC))
}

/// The form, as sent. Whatever button was pressed, what is ticked is saved with it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct UserFields {
    /// The digest the form was opened with (G5).
    pub(super) version: String,
    /// Codes of the roles that are ticked.
    pub(super) assignable: Vec<String>,
    /// Code of a role to add.
    pub(super) role: String,
    /// Code of the role whose "Remove" was pressed.
    pub(super) remove: String,
    /// Code of the role whose removal is confirmed with the delegations that end (R12).
    pub(super) confirmed: String,
    /// `add`, `disable`, `enable`; else "Save and Close".
    pub(super) action: String,
}

impl UserFields {
    /// The form as it is opened.
    pub(super) fn of(person: &ConsolePerson) -> Self {
        let assignable = person.roles.iter().filter(|role| role.assignable);
        Self {
            version: person.version.clone(),
            assignable: assignable.map(|role| role.code.clone()).collect(),
            ..Self::default()
        }
    }

    /// For the use case. A role that is chosen is added whichever button saves the form, but for the other two.
    pub(super) fn input(&self) -> PersonInput {
        let other = !self.remove.is_empty() || ["disable", "enable"].contains(&self.action.as_str());
        PersonInput {
            version: self.version.clone(),
            assignable: self.assignable.clone(),
            add: if other { String::new() } else { self.role.clone() },
            remove: self.remove.clone(),
            confirmed: !self.remove.is_empty() && self.confirmed == self.remove,
            disable: match self.action.as_str() {
                "disable" => Some(true),
                "enable" => Some(false),
                _ => None,
            },
        }
    }

    /// "Save and Close": it leads back to the list.
    pub(super) fn closes(&self) -> bool {
        self.remove.is_empty() && self.action.is_empty()
    }
}
