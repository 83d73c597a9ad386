//! The filters of Who covers whom, as they stand in the address of page and CSV.

use domain::ids::RuleId;
use islands::codes;
use islands::codes::lenient;
use serde::{Deserialize, Serialize};
use services::Services;
use services::directory::{CoverState, CoversFilter, SetBy};
use strum::{EnumString, IntoStaticStr, VariantArray};

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
    #[serde(deserialize_with = "lenient")]
    pub(super) state: StateChoice,
    #[serde(deserialize_with = "lenient")]
    pub(super) set_by: SetByChoice,
    pub(super) inactive_delegate: String,
    #[serde(skip_serializing)]
    pub(super) before: String,
}

/// What the Select of states offers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum StateChoice {
    #[default]
    #[strum(serialize = "")]
    InForceAndToCome,
    InForce,
    Scheduled,
    Ended,
}

codes!(StateChoice);

impl StateChoice {
    fn in_words(self) -> &'static str {
        match self {
            Self::InForceAndToCome => "In force and to come",
            Self::InForce => "In force",
            Self::Scheduled => "Scheduled",
            Self::Ended => "Ended",
        }
    }

    fn state(self) -> CoverState {
        match self {
            Self::InForceAndToCome => CoverState::Live,
            Self::InForce => CoverState::InForce,
            Self::Scheduled => CoverState::Scheduled,
            Self::Ended => CoverState::Ended,
        }
    }
}

/// What the Select of who set it offers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum SetByChoice {
    #[default]
    #[strum(serialize = "")]
    Anybody,
    Owner,
    #[strum(serialize = "other")]
    SomebodyElse,
}

codes!(SetByChoice);

impl SetByChoice {
    fn in_words(self) -> &'static str {
        match self {
            Self::Anybody => "Anybody",
            Self::Owner => "The owner",
            Self::SomebodyElse => "Somebody else",
        }
    }

    fn set_by(self) -> Option<SetBy> {
        match self {
            Self::Anybody => None,
            Self::Owner => Some(SetBy::Owner),
            Self::SomebodyElse => Some(SetBy::SomebodyElse),
        }
    }
}

impl CoversQuery {
    /// What the Select of states offers.
    pub(super) fn state_choices() -> Vec<Choice> {
        let choices = StateChoice::VARIANTS.iter();
        choices
            .map(|choice| Choice::new(choice.code(), choice.in_words()))
            .collect()
    }

    /// What the Select of who set it offers.
    pub(super) fn set_by_choices() -> Vec<Choice> {
        let choices = SetByChoice::VARIANTS.iter();
        choices
            .map(|choice| Choice::new(choice.code(), choice.in_words()))
            .collect()
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
            *person = services.people().by_username(username).await?;
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
            state: self.state.state(),
            inactive_delegate: !self.inactive_delegate.is_empty(),
            set_by: self.set_by.set_by(),
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
            "state" => format!("State: {}", self.state.in_words()),
            "set_by" => format!("Set by: {}", self.set_by.in_words()),
            _ => "Inactive delegate".to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use islands::codes::testing::hold;

    #[test]
    fn the_words_of_the_address_are_these() {
        hold(&[
            (StateChoice::InForceAndToCome, ""),
            (StateChoice::InForce, "in_force"),
            (StateChoice::Scheduled, "scheduled"),
            (StateChoice::Ended, "ended"),
        ]);
        hold(&[
            (SetByChoice::Anybody, ""),
            (SetByChoice::Owner, "owner"),
            (SetByChoice::SomebodyElse, "other"),
        ]);
    }
}
