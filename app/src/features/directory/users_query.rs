//! The filters of Users, as they stand in the address.

use domain::activity::ActivityState;
use serde::Deserialize;
use services::directory::{Status, UsersFilter};

use super::address;
use crate::ui::{Chip, Choice};

/// Users.
pub(super) const PATH: &str = "/admin/directory/users";

/// As typed and ticked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct UsersQuery {
    pub(super) q: String,
    pub(super) department: String,
    pub(super) status: String,
    pub(super) has_delegate: String,
    pub(super) is_delegate: String,
    pub(super) inactive_delegate: String,
    pub(super) after: String,
}

/// What the filter by status offers: (code, words).
fn statuses() -> Vec<(&'static str, &'static str)> {
    let mut statuses: Vec<_> = ActivityState::ALL
        .iter()
        .map(|state| (state.code(), state.in_words()))
        .collect();
    statuses.insert(1, ("inactive", "Inactive, for any reason"));
    statuses
}

impl UsersQuery {
    fn set(&self) -> [(&'static str, &str); 6] {
        [
            ("q", &self.q),
            ("department", &self.department),
            ("status", &self.status),
            ("has_delegate", &self.has_delegate),
            ("is_delegate", &self.is_delegate),
            ("inactive_delegate", &self.inactive_delegate),
        ]
    }

    /// Whether anything is looked for.
    pub(super) fn is_filtered(&self) -> bool {
        self.set().iter().any(|(_, value)| !value.is_empty())
    }

    /// The list with these filters, from its beginning or from after a place in it.
    pub(super) fn href(&self, after: &str) -> String {
        let mut set = self.set().to_vec();
        set.push(("after", after));
        address::list(PATH, &set)
    }

    /// What is set, each with the address without it.
    pub(super) fn chips(&self) -> Vec<Chip> {
        let set = self.set();
        let filled = set.iter().filter(|(_, value)| !value.is_empty());
        filled
            .map(|(name, value)| {
                let others: Vec<_> = set.iter().filter(|(other, _)| other != name).copied().collect();
                Chip {
                    label: label(name, value),
                    href: address::list(PATH, &others),
                }
            })
            .collect()
    }

    /// What the Select of statuses offers.
    pub(super) fn status_choices() -> Vec<Choice> {
        statuses()
            .into_iter()
            .map(|(code, words)| Choice::new(code, words))
            .collect()
    }

    /// For the use case. What no form of Locum sends filters nothing.
    pub(super) fn filter(&self) -> UsersFilter {
        let status = match self.status.as_str() {
            "inactive" => Some(Status::Inactive),
            code => ActivityState::from_code(code).map(Status::Is),
        };
        UsersFilter {
            search: self.q.clone(),
            department: Some(self.department.clone()).filter(|name| !name.is_empty()),
            status,
            has_delegate: !self.has_delegate.is_empty(),
            is_delegate: !self.is_delegate.is_empty(),
            inactive_delegate: !self.inactive_delegate.is_empty(),
            after: self.after.clone(),
        }
    }
}

fn label(name: &str, value: &str) -> String {
    match name {
        "q" => format!("Search: {value}"),
        "department" => format!("Department: {value}"),
        "status" => {
            let known = statuses().into_iter().find(|(code, _)| *code == value);
            format!("Status: {}", known.map_or(value, |(_, words)| words))
        }
        "has_delegate" => "Has a delegate".to_owned(),
        "is_delegate" => "Is a delegate".to_owned(),
        _ => "Inactive delegate".to_owned(),
    }
}
