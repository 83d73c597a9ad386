//! What the policy form posts, and what the preview answers: shared by page, handler, server function and island.

use std::str::FromStr;

use domain::policy::{MAX_APPROVERS, StepForm};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::person_picker::hit::PersonHit;

/// What the buttons of the form do to what is typed. Nothing is saved by them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Edit {
    /// Adds a step after the last, and opens it.
    Add,
    /// Opens a step: its fields are shown.
    Open,
    /// Closes the step that is open.
    Close,
    /// Moves a step one up.
    Up,
    /// Moves a step one down.
    Down,
    /// Takes a step away.
    Remove,
    /// Gives room for more people in the step that is open.
    People,
    /// Says who would be asked now.
    Try,
}

/// An edit of a step, as a button posts it: `up:2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepEdit {
    /// What is done.
    pub edit: Edit,
    /// The place of the step, from 1; of an edit that concerns none, 0.
    pub place: usize,
}

impl StepEdit {
    /// The word that is posted.
    #[must_use]
    pub fn code(self) -> String {
        let word: &'static str = self.edit.into();
        [word, ":", &self.place.to_string()].concat()
    }
}

impl FromStr for StepEdit {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (word, place) = text.split_once(':').ok_or(())?;
        let edit = Self {
            edit: word.parse().map_err(|_| ())?,
            place: place.parse().map_err(|_| ())?,
        };
        // "up:+2" and "up:02" are no words of a form.
        if edit.code() == text { Ok(edit) } else { Err(()) }
    }
}

/// What stands in the fields for people: what was typed, and `room` for more, up to what a step can name.
#[must_use]
pub fn people_fields(form: &StepForm, room: usize) -> Vec<String> {
    let last = form.approvers.iter().rposition(|typed| !typed.trim().is_empty());
    let filled = last.map_or(0, |last| last + 1);
    let wanted = (filled + room).max(3).min(MAX_APPROVERS.max(filled));
    let mut fields: Vec<String> = form.approvers.iter().take(filled).cloned().collect();
    fields.resize(wanted, String::new());
    fields
}

/// A task to imagine, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imagining {
    /// Username of who asks; empty: the subject.
    pub requester: String,
    /// Username of whom it is about.
    pub subject: String,
    /// Code of the role it is about; empty: any.
    pub role: String,
}

/// What a policy would do with an imagined task.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Foresight {
    /// The task in words.
    pub task: String,
    /// The policy that applies to the role instead, in words.
    pub other_policy: Option<String>,
    /// In order.
    pub steps: Vec<ForesightStep>,
    /// What is wrong, so that nothing can be said: (id of the field or empty, words).
    pub problems: Vec<(String, String)>,
}

/// What a step would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForesightStep {
    /// From 1.
    pub number: usize,
    /// Whom it asks, in words.
    pub approver: String,
    /// What has to be supposed of the steps before.
    pub assumption: Option<String>,
    /// Who would be asked.
    pub asked: Vec<String>,
    /// Why, in the words of a task's log.
    pub trail: Vec<String>,
}

/// A person whom the policy names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownPerson {
    /// As shown, with what is to be known of them.
    pub name: String,
    /// As a field for a person shows them.
    pub hit: PersonHit,
}

/// A role that a step may name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleName {
    /// What is posted.
    pub code: String,
    /// As shown.
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t10_a_button_says_what_it_does_to_which_step() {
        let words = ["add", "open", "close", "up", "down", "remove", "people", "try"];
        for (edit, word) in Edit::VARIANTS.iter().zip(words) {
            let edit = StepEdit {
                edit: *edit,
                place: 12,
            };
            assert_eq!(edit.code(), format!("{word}:12"));
            assert_eq!(edit.code().parse(), Ok(edit));
        }
        for other in [
            "", "up", "up:", "up:x", "up:+2", "up:02", "up: 2", "Up:2", "up:-1", "burn:1", ":1",
        ] {
            assert_eq!(other.parse::<StepEdit>(), Err(()), "{other:?}");
        }
    }

    #[test]
    fn there_is_room_for_more_people_up_to_what_a_step_can_name() {
        let with = |filled: usize| StepForm {
            approvers: vec!["ben".to_owned(); filled],
            ..StepForm::default()
        };
        assert_eq!(people_fields(&with(0), 2).len(), 3);
        assert_eq!(people_fields(&with(5), 2).len(), 7);
        assert_eq!(people_fields(&with(5), 6).len(), 11);
        assert_eq!(people_fields(&with(32), 6).len(), 32);
        assert_eq!(
            people_fields(&with(40), 2).len(),
            40,
            "nothing typed is lost (G6)"
        );
        let gap = StepForm {
            approvers: vec![String::new(), "bea".to_owned(), " ".to_owned()],
            ..StepForm::default()
        };
        assert_eq!(
            people_fields(&gap, 2),
            ["", "bea", "", ""],
            "each stays in its place, where its error stands"
        );
    }
}
