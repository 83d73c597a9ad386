//! What the form of a person posts.

use std::collections::BTreeSet;
use std::str::FromStr;

use islands::codes;
use islands::codes::decode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use services::security_console::{ConsolePerson, PersonInput};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::ui::KEEP;

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
    /// What its button does.
    pub(super) action: Action,
    /// What it is sent for.
    #[serde(rename = "ask", deserialize_with = "decode")]
    pub(super) sent: Sent,
}

/// What the buttons do, but for "Remove".
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Action {
    /// "Save and Close".
    #[default]
    #[strum(to_string = "save", serialize = "")]
    Save,
    /// "Add role".
    Add,
    /// "Disable account", once it was asked about.
    Disable,
    /// "Enable account".
    Enable,
}

codes!(Action);

/// What is asked about before it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    /// Disabling the account.
    Disable,
    /// Taking away the role with this code.
    Remove(String),
}

impl Asked {
    /// As a button asks it.
    pub(super) fn in_address(&self) -> String {
        match self {
            Self::Disable => DISABLE.to_owned(),
            Self::Remove(code) => removal_in_address(code),
        }
    }
}

/// As the button asks that takes away the role with this code.
pub(super) fn removal_in_address(code: &str) -> String {
    format!("{REMOVE}{code}")
}

const DISABLE: &str = "disable";
const REMOVE: &str = "remove:";

/// What the form is sent for: `disable`, or `remove:` and the code of a role, where it is asked about first; `keep` where it was,
/// and nothing is to be done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Sent {
    /// To do what its button says.
    #[default]
    Do,
    /// To be asked first.
    Ask(Asked),
    /// To go back from the question.
    Keep,
}

impl FromStr for Sent {
    type Err = strum::ParseError;

    fn from_str(word: &str) -> Result<Self, strum::ParseError> {
        match (word, word.strip_prefix(REMOVE)) {
            ("", _) => Ok(Self::Do),
            (KEEP, _) => Ok(Self::Keep),
            (DISABLE, _) => Ok(Self::Ask(Asked::Disable)),
            (_, Some(code)) if !code.is_empty() => Ok(Self::Ask(Asked::Remove(code.to_owned()))),
            _ => Err(strum::ParseError::VariantNotFound),
        }
    }
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

    /// What the answer asks of the use case: what was ticked goes along.
    pub(super) fn answered<'a>(&'a self, asked: &'a Asked) -> PersonInput<'a> {
        let (remove, disable) = match asked {
            Asked::Disable => ("", Some(true)),
            Asked::Remove(code) => (code.as_str(), None),
        };
        PersonInput {
            version: &self.version,
            assignable: &self.assignable,
            add: "",
            remove,
            confirmed: !remove.is_empty(),
            disable,
        }
    }

    /// Whether other roles are ticked than the person may delegate.
    pub(super) fn differs_from(&self, person: &ConsolePerson) -> bool {
        let stored = person.roles.iter().filter(|role| role.assignable);
        let stored: BTreeSet<&str> = stored.map(|role| role.code.as_str()).collect();
        let ticked: BTreeSet<&str> = self.assignable.iter().map(String::as_str).collect();
        stored != ticked
    }

    /// For the use case. A role that is chosen is added whichever button saves the form, but for the other two.
    pub(super) fn input(&self) -> PersonInput<'_> {
        let disable = match self.action {
            Action::Disable => Some(true),
            Action::Enable => Some(false),
            Action::Save | Action::Add => None,
        };
        let other = !self.remove.is_empty() || disable.is_some();
        PersonInput {
            version: &self.version,
            assignable: &self.assignable,
            add: if other { "" } else { &self.role },
            remove: &self.remove,
            confirmed: !self.remove.is_empty() && self.confirmed == self.remove,
            disable,
        }
    }

    /// "Save and Close": it leads back to the list.
    pub(super) fn closes(&self) -> bool {
        self.remove.is_empty() && self.action == Action::Save
    }

    /// Whether it takes a role away, or disables the account.
    pub(super) fn ends_something(&self) -> bool {
        !self.remove.is_empty() || self.action == Action::Disable
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use islands::codes::testing::hold;

    #[test]
    fn the_buttons_of_the_form_are_these() {
        hold(&[
            (Action::Save, "save"),
            (Action::Add, "add"),
            (Action::Disable, "disable"),
            (Action::Enable, "enable"),
        ]);
    }

    #[test]
    fn what_is_asked_first_is_read_as_the_button_says_it() {
        for asked in [Asked::Disable, Asked::Remove("payroll_viewer".to_owned())] {
            assert_eq!(asked.in_address().parse(), Ok(Sent::Ask(asked)));
        }
        assert_eq!("".parse(), Ok(Sent::Do));
        assert_eq!(KEEP.parse(), Ok(Sent::Keep));
        for unknown in ["remove:", "remove", "disabled", "keep ", "nonsense"] {
            assert!(unknown.parse::<Sent>().is_err(), "{unknown:?}");
        }
    }
}
