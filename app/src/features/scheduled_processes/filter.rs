//! The filters of the requests, as they stand in the address.

use domain::role_request::{RequestKind, RequestState};
use serde::Deserialize;
use services::jobs::{Filter, RequestFilter};

use crate::features::directory::address;
use crate::ui::Chip;

pub(super) const PATH: &str = "/tools/scheduled-processes";

/// As chosen. What is none of the choices filters nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    pub(super) state: String,
    pub(super) kind: String,
    pub(super) person: String,
    /// The last request of the page before.
    pub(super) before: String,
    /// The last run of the page before.
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

    fn set(&self) -> Vec<(&'static str, String, String)> {
        let filter = self.filter();
        let state = filter.requests.state.map(|state| {
            (
                "state",
                state.code().to_owned(),
                format!("State: {}", state.in_words()),
            )
        });
        let kind = filter.requests.kind.map(|kind| {
            (
                "kind",
                kind.code().to_owned(),
                format!("Kind: {}", kind.in_words()),
            )
        });
        let person = (!filter.person.is_empty()).then(|| {
            let label = format!("Person: {}", filter.person);
            ("person", filter.person.clone(), label)
        });
        state.into_iter().chain(kind).chain(person).collect()
    }

    /// The address with these filters, but the one named `without`, and with one more part.
    pub(super) fn href(&self, without: &str, more: Option<(&str, i64)>) -> String {
        let set = self.set();
        let others = set.iter().filter(|(name, ..)| *name != without);
        let others = others.map(|(name, value, _)| (*name, value.as_str()));
        let more = more.map(|(name, value)| (name, value.to_string()));
        let more = more.iter().map(|(name, value)| (*name, value.as_str()));
        address::list(PATH, &others.chain(more).collect::<Vec<_>>())
    }

    pub(super) fn chips(&self) -> Vec<Chip> {
        let set = self.set().into_iter();
        set.map(|(name, _, label)| Chip {
            label,
            href: self.href(name, None),
        })
        .collect()
    }
}
