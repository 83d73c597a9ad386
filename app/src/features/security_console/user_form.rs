//! What the form of a person posts.

use std::collections::BTreeSet;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use services::security_console::{ConsolePerson, PersonInput};

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
    /// `add`, `disable`, `enable`; else "Save and Close".
    pub(super) action: String,
    /// `disable`, or `remove:` and the code of a role: it is asked about first; `keep`: it was, and nothing is to be done.
    pub(super) ask: String,
}

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
            Self::Disable => "disable".to_owned(),
            Self::Remove(code) => removal_in_address(code),
        }
    }
}

/// As the button asks that takes away the role with this code.
pub(super) fn removal_in_address(code: &str) -> String {
    format!("{REMOVE}{code}")
}

const REMOVE: &str = "remove:";

/// What the form is sent for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sent {
    /// To save it.
    Do,
    /// To be asked first.
    Ask(Asked),
    /// To go back from the question.
    Keep,
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

    /// What it is sent for; none for words that no form of Locum sends.
    pub(super) fn sent(&self) -> Option<Sent> {
        match (self.ask.as_str(), self.ask.strip_prefix(REMOVE)) {
            ("", _) => Some(Sent::Do),
            (KEEP, _) => Some(Sent::Keep),
            ("disable", _) => Some(Sent::Ask(Asked::Disable)),
            (_, Some(code)) if !code.is_empty() => Some(Sent::Ask(Asked::Remove(code.to_owned()))),
            _ => None,
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
        let other = !self.remove.is_empty() || ["disable", "enable"].contains(&self.action.as_str());
        PersonInput {
            version: &self.version,
            assignable: &self.assignable,
            add: if other { "" } else { &self.role },
            remove: &self.remove,
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
