//! What the server hands the form: what stands in it, what is wrong, and what surrounds it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::form::RuleForm;
use crate::fields::DateErrors;
use crate::meaning::FormMeaning;
use crate::person_picker::PersonHit;

/// The form and what surrounds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSetup {
    /// What stands in it.
    pub form: RuleForm,
    /// Sent twice, it is one change (G6).
    pub form_id: String,
    /// What is wrong.
    pub errors: RuleErrors,
    /// What it means as it is rendered.
    pub preview: FormMeaning,
    /// Whose username stands in it.
    pub chosen: Option<PersonHit>,
    /// Who may have been meant.
    pub matches: Vec<PersonHit>,
    /// There is a rule: it can be removed, and is replaced, in these words (T1).
    pub replaces: Option<String>,
    /// The owner's username, where it is not the reader.
    pub owner: Option<String>,
    /// Today in the owner's zone.
    #[serde(with = "domain::dates::packed")]
    pub today: NaiveDate,
    /// Whose days they are (G1).
    pub days: String,
    /// Open tasks stay where they are.
    pub not_retroactive: String,
}

/// What is wrong, by field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleErrors {
    /// Neither permanent nor temporary, or dates beside Permanent (T2).
    pub kind: Option<String>,
    /// With the delegate.
    pub delegate: Option<String>,
    /// With the dates.
    pub dates: DateErrors,
}
