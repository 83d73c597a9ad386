//! The filters of the requests, as they stand in the address.

use domain::role_request::{RequestKind, RequestState};
use serde::{Deserialize, Serialize};
use services::jobs::{Filter, RequestFilter};

use crate::list::Filters;

pub(super) const PATH: &str = "/tools/scheduled-processes";

/// As chosen. What is none of the choices filters nothing.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    pub(super) state: String,
    pub(super) kind: String,
    pub(super) person: String,
    /// The last request of the page before.
    #[serde(skip_serializing)]
    pub(super) before: String,
    /// The last run of the page before.
    #[serde(skip_serializing)]
    pub(super) runs: String,
}

impl ListQuery {
    pub(super) fn filter(&self) -> Filter {
        Filter {
            requests: RequestFilter {
                state: RequestState::from_code(&self.state),
                kind: RequestKind::from_code(&self.kind),
                person: None,
                before: self.before.parse().ok(),
            },
            person: self.person.trim().to_owned(),
            runs_before: self.runs.parse().ok(),
        }
    }
}

impl Filters for ListQuery {
    fn path(&self) -> &str {
        PATH
    }

    fn words(&self, name: &str, value: &str) -> Option<String> {
        match name {
            "state" => RequestState::from_code(value).map(|state| format!("State: {}", state.in_words())),
            "kind" => RequestKind::from_code(value).map(|kind| format!("Kind: {}", kind.in_words())),
            _ => Some(value.trim())
                .filter(|person| !person.is_empty())
                .map(|person| format!("Person: {person}")),
        }
    }
}
