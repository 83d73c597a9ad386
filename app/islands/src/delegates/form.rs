//! What the form posts, and what the preview answers: shared by page, handler, server function and island.

use domain::delegation_rule::KindCode;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::codes;
use crate::codes::{optional, word_or_empty};
use crate::question::RemovalAsk;

/// The delegation rule form, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RuleForm {
    /// `permanent` or `temporary`.
    pub kind: String,
    /// A username.
    pub delegate: String,
    /// `YYYY-MM-DD`.
    pub starts_on: String,
    /// `YYYY-MM-DD`.
    pub ends_on: String,
    /// Ticked: anything; not ticked: empty.
    pub keep_copy: String,
    /// The id of the rule the form was opened with; empty: there was none (G5).
    pub version: String,
    /// What its button does.
    pub action: Action,
    /// Whether "Remove delegate" asks first.
    #[serde(deserialize_with = "optional", serialize_with = "word_or_empty")]
    pub ask: Option<RemovalAsk>,
}

/// What the buttons of the form do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Action {
    /// "Save".
    #[default]
    #[strum(to_string = "save", serialize = "")]
    Save,
    /// "Remove delegate", once it was asked about.
    Remove,
    /// "Save as permanent without dates": drops dates which came with *Permanent* (T2).
    #[strum(serialize = "permanent")]
    SaveWithoutDates,
}

codes!(Action);

impl RuleForm {
    /// The kind that is chosen; none: neither.
    pub fn kind(&self) -> Option<KindCode> {
        KindCode::from_code(&self.kind)
    }

    /// Whether there is enough to say what it would mean.
    pub fn is_worth_a_preview(&self) -> bool {
        let dates = self.kind() != Some(KindCode::Temporary)
            || (!self.starts_on.is_empty() && !self.ends_on.is_empty());
        !self.delegate.trim().is_empty() && dates
    }

    /// Dates stand beside *Permanent*, which has none (T2): they are shown, and asked about.
    pub fn has_dates_too_many(&self) -> bool {
        let dates = [&self.starts_on, &self.ends_on];
        self.kind() == Some(KindCode::Permanent) && dates.iter().any(|date| !date.trim().is_empty())
    }

    /// The window's problems, by the same function that judges the save (T2, T3). `today` is the owner's.
    pub fn window_problems(&self, today: chrono::NaiveDate) -> Vec<String> {
        domain::delegation_rule::check_window(&self.kind, &self.starts_on, &self.ends_on, today)
            .err()
            .unwrap_or_default()
            .into_iter()
            .map(|problem| problem.message)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::testing::hold;

    #[test]
    fn t8_the_buttons_save_or_remove() {
        hold(&[
            (Action::Save, "save"),
            (Action::Remove, "remove"),
            (Action::SaveWithoutDates, "permanent"),
        ]);
    }
}
