//! The filters of the lists, as they stand in the address, and where a section goes on.

use domain::absence::State;
use domain::dates::{in_words, parse_date};
use domain::ids::PersonId;
use domain::text::fold;
use serde::Deserialize;
use services::absences::{Filter, Place};

use super::form::TEAM;
use crate::features::directory::address;
use crate::ui::{Chip, Choice};

/// As typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    pub(super) q: String,
    pub(super) state: String,
    pub(super) from: String,
    pub(super) until: String,
    /// Where a section goes on: owner, start and id.
    pub(super) after: String,
    /// The absence whose form is open.
    pub(super) change: String,
    /// Username of the delegator in whose section it stands.
    #[serde(rename = "for")]
    pub(super) delegator: String,
}

impl ListQuery {
    fn set(&self) -> [(&'static str, &str); 4] {
        [
            ("q", &self.q),
            ("state", &self.state),
            ("from", &self.from),
            ("until", &self.until),
        ]
    }

    /// Whether anything is looked for.
    pub(super) fn is_filtered(&self) -> bool {
        self.set().iter().any(|(_, value)| !value.is_empty())
    }

    /// For the use case. What no form of Locum sends filters nothing.
    pub(super) fn filter(&self) -> Filter {
        Filter {
            search: fold(&self.q),
            state: State::from_code(&self.state),
            from: parse_date(&self.from).ok(),
            until: parse_date(&self.until).ok(),
            after: self.after(),
        }
    }

    fn after(&self) -> Option<(PersonId, Place)> {
        let (owner, place) = self.after.split_once('.')?;
        Some((PersonId(owner.parse().ok()?), place_of(place)?))
    }

    /// The lists with these filters, one of them from after a place.
    pub(super) fn href(&self, more: &[(&str, &str)]) -> String {
        address::list(TEAM, &[&self.set(), more].concat())
    }

    /// Where the section of that owner goes on.
    pub(super) fn next(&self, owner: PersonId, place: Place) -> String {
        self.href(&[("after", &format!("{owner}.{}", place_in_words(place)))])
    }

    /// Whether the section of that owner is not shown from its beginning.
    pub(super) fn is_within(&self, owner: PersonId) -> bool {
        self.after().is_some_and(|(within, _)| within == owner)
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
                    href: address::list(TEAM, &others),
                }
            })
            .collect()
    }
}

fn label(name: &str, value: &str) -> String {
    let day = || parse_date(value).map_or_else(|_| value.to_owned(), in_words);
    match name {
        "q" => format!("Search: {value}"),
        "state" => {
            let state = State::from_code(value).map(State::in_words);
            format!("State: {}", state.unwrap_or_default())
        }
        "from" => format!("From: {}", day()),
        _ => format!("Until: {}", day()),
    }
}

/// A place in an address: `2028-01-11.7`.
pub(super) fn place_in_words((starts_on, id): Place) -> String {
    format!("{starts_on}.{id}")
}

/// Reads [`place_in_words`] back.
pub(super) fn place_of(text: &str) -> Option<Place> {
    let (starts_on, id) = text.split_once('.')?;
    Some((parse_date(starts_on).ok()?, id.parse().ok()?))
}

/// The states, to choose from.
pub(super) fn states() -> Vec<Choice> {
    State::ALL
        .into_iter()
        .map(|state| Choice::new(state.code(), state.in_words()))
        .collect()
}
