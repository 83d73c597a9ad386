//! The filters of Users, as they stand in the address.

use domain::activity::ActivityState;
use serde::{Deserialize, Serialize};
use services::directory::{Status, UsersFilter};

use crate::list::Filters;
use crate::ui::Choice;

/// Users.
pub(super) const PATH: &str = "/admin/directory/users";

/// As typed and ticked.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct UsersQuery {
    pub(super) q: String,
    pub(super) department: String,
    pub(super) status: String,
    pub(super) has_delegate: String,
    pub(super) is_delegate: String,
    pub(super) inactive_delegate: String,
    #[serde(skip_serializing)]
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

impl Filters for UsersQuery {
    fn path(&self) -> &str {
        PATH
    }

    fn words(&self, name: &str, value: &str) -> Option<String> {
        Some(match name {
            "q" => format!("Search: {value}"),
            "department" => format!("Department: {value}"),
            "status" => {
                let known = statuses().into_iter().find(|(code, _)| *code == value);
                format!("Status: {}", known.map_or(value, |(_, words)| words))
            }
            "has_delegate" => "Has a delegate".to_owned(),
            "is_delegate" => "Is a delegate".to_owned(),
            _ => "Inactive delegate".to_owned(),
        })
    }
}
