//! The filters of Who covers whom, as they stand in the address of page and CSV.

use domain::ids::RuleId;
use serde::{Deserialize, Serialize};
use services::Services;
use services::directory::{CoverState, CoversFilter, SetBy};

use crate::error::PageError;
use crate::list::Filters;
use crate::ui::{Choice, FormErrors};

/// Who covers whom.
pub(super) const PATH: &str = "/admin/directory/covers";

/// As typed and ticked.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct CoversQuery {
    pub(super) owner: String,
    pub(super) delegate: String,
    pub(super) department: String,
    pub(super) state: String,
    pub(super) set_by: String,
    pub(super) inactive_delegate: String,
    #[serde(skip_serializing)]
    pub(super) before: String,
}

const STATES: [(&str, &str); 3] = [
    ("in_force", "In force"),
    ("scheduled", "Scheduled"),
    ("ended", "Ended"),
];
const SET_BY: [(&str, &str); 2] = [("owner", "The owner"), ("other", "Somebody else")];

fn words_of(choices: &[(&str, &'static str)], code: &str) -> Option<&'static str> {
    choices
        .iter()
        .find(|(known, _)| *known == code)
        .map(|(_, words)| *words)
}

fn choices(choices: &[(&str, &str)]) -> Vec<Choice> {
    choices
        .iter()
        .map(|(code, words)| Choice::new(*code, *words))
        .collect()
}

impl CoversQuery {
    /// What the Select of states offers besides "in force and to come".
    pub(super) fn state_choices() -> Vec<Choice> {
        choices(&STATES)
    }

    /// What the Select of who set it offers.
    pub(super) fn set_by_choices() -> Vec<Choice> {
        choices(&SET_BY)
    }

    /// For the use case, and what of it cannot be read. What no form of Locum sends filters nothing.
    pub(super) async fn filter(&self, services: &Services) -> Result<(CoversFilter, FormErrors), PageError> {
        let mut errors = FormErrors::new();
        let mut people = [None, None];
        for ((field, typed), person) in [("owner", &self.owner), ("delegate", &self.delegate)]
            .into_iter()
            .zip(&mut people)
        {
            let username = typed.trim();
            if username.is_empty() {
                continue;
            }
            *person = services.person_by_username(username).await?;
            if person.is_none() {
                let shown: String = username.chars().take(64).collect();
                errors.add(field, format!("Nobody has the username “{shown}”"));
            }
        }
        let [owner, delegate] = people;
        let filter = CoversFilter {
            owner,
            delegate,
            department: Some(self.department.clone()).filter(|name| !name.is_empty()),
            state: match self.state.as_str() {
                "in_force" => CoverState::InForce,
                "scheduled" => CoverState::Scheduled,
                "ended" => CoverState::Ended,
                _ => CoverState::Live,
            },
            inactive_delegate: !self.inactive_delegate.is_empty(),
            set_by: match self.set_by.as_str() {
                "owner" => Some(SetBy::Owner),
                "other" => Some(SetBy::SomebodyElse),
                _ => None,
            },
            before: self.before.parse().ok().map(RuleId),
        };
        Ok((filter, errors))
    }
}

impl Filters for CoversQuery {
    fn path(&self) -> &str {
        PATH
    }

    fn words(&self, name: &str, value: &str) -> Option<String> {
        Some(match name {
            "owner" => format!("Owner: {value}"),
            "delegate" => format!("Delegate: {value}"),
            "department" => format!("Department: {value}"),
            "state" => format!("State: {}", words_of(&STATES, value).unwrap_or(value)),
            "set_by" => format!("Set by: {}", words_of(&SET_BY, value).unwrap_or(value)),
            _ => "Inactive delegate".to_owned(),
        })
    }
}
