//! The filters of the lists, as they stand in the address, and where a section goes on.

use domain::absence::State;
use domain::dates::{in_words, parse_date};
use domain::ids::PersonId;
use domain::text::fold;
use serde::{Deserialize, Serialize};
use services::absences::{Filter, Place};

use super::form::TEAM;
use crate::list::{Filters, Pages};
use crate::ui::Choice;

/// As typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    pub(super) q: String,
    pub(super) state: String,
    pub(super) from: String,
    pub(super) until: String,
    /// Where a section goes on: owner, start and id.
    #[serde(skip_serializing)]
    pub(super) after: String,
    /// The absence whose form is open.
    #[serde(skip_serializing)]
    pub(super) change: String,
    /// Username of the delegator in whose section it stands.
    #[serde(rename = "for", skip_serializing)]
    pub(super) delegator: String,
}

impl ListQuery {
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

    /// The other pages of the section of that owner, which goes on at `next`.
    pub(super) fn section_pages(&self, owner: PersonId, next: Option<Place>) -> Pages {
        let is_later = self.after().is_some_and(|(within, _)| within == owner);
        let next = next.map(|place| format!("{owner}.{}", place_in_words(place)));
        self.pages(("after", is_later), next)
    }
}

impl Filters for ListQuery {
    fn path(&self) -> &str {
        TEAM
    }

    fn words(&self, name: &str, value: &str) -> Option<String> {
        let day = || parse_date(value).map_or_else(|_| value.to_owned(), in_words);
        Some(match name {
            "q" => format!("Search: {value}"),
            "state" => {
                let state = State::from_code(value).map(State::in_words);
                format!("State: {}", state.unwrap_or_default())
            }
            "from" => format!("From: {}", day()),
            _ => format!("Until: {}", day()),
        })
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
