//! What the form posts, and what the preview answers: shared by page, handler, server function and island.

use serde::{Deserialize, Serialize};

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
    /// `remove` for "Remove delegate", [`WITHOUT_DATES`] for "Save as permanent without dates".
    pub action: String,
    /// `remove`: it is asked about first; `keep`: it was, and nothing is to be done.
    pub ask: String,
}

/// Posted as `action` by the button that drops dates which came with *Permanent* (T2).
pub const WITHOUT_DATES: &str = "permanent";

impl RuleForm {
    /// Whether there is enough to say what it would mean.
    pub fn is_worth_a_preview(&self) -> bool {
        let dates = self.kind != "temporary" || (!self.starts_on.is_empty() && !self.ends_on.is_empty());
        !self.delegate.trim().is_empty() && dates
    }

    /// Dates stand beside *Permanent*, which has none (T2): they are shown, and asked about.
    pub fn has_dates_too_many(&self) -> bool {
        let dates = [&self.starts_on, &self.ends_on];
        self.kind == "permanent" && dates.iter().any(|date| !date.trim().is_empty())
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

/// What a form means as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulePreview {
    /// In words with instants and zone.
    pub meaning: Option<String>,
    /// What the person should know before they save.
    pub warnings: Vec<String>,
    /// What is wrong.
    pub problems: Vec<String>,
}

#[cfg(feature = "ssr")]
impl RuleForm {
    /// For the use cases.
    pub(crate) fn input(&self) -> services::delegates::RuleInput {
        let (kind, starts_on, ends_on) = match self.action.as_str() {
            WITHOUT_DATES => ("permanent", "", ""),
            _ => (self.kind.as_str(), self.starts_on.as_str(), self.ends_on.as_str()),
        };
        services::delegates::RuleInput {
            kind: kind.to_owned(),
            delegate: self.delegate.clone(),
            starts_on: starts_on.to_owned(),
            ends_on: ends_on.to_owned(),
            keep_copy: !self.keep_copy.is_empty(),
            opened_with: self.opened_with(),
        }
    }

    /// The version the form was opened with.
    pub(crate) fn opened_with(&self) -> Option<domain::ids::RuleId> {
        self.version.parse().ok().map(domain::ids::RuleId)
    }

    /// The form of a rule that is there; a new one is permanent and sends a copy (T2, T9).
    pub(super) fn of(rule: Option<&services::delegates::Rule>, now: chrono::DateTime<chrono::Utc>) -> Self {
        let fresh = Self {
            kind: "permanent".to_owned(),
            keep_copy: "true".to_owned(),
            ..Self::default()
        };
        let Some(rule) = rule else { return fresh };
        let version = rule.id().to_string();
        if rule.window().state(now) == domain::delegation_rule::RuleState::Ended {
            return Self { version, ..fresh };
        }
        let kind = rule.kind();
        Self {
            kind: kind.code().to_owned(),
            delegate: rule.delegate_username.clone(),
            starts_on: kind.starts_on().map(|date| date.to_string()).unwrap_or_default(),
            ends_on: kind.ends_on().map(|date| date.to_string()).unwrap_or_default(),
            // What somebody else chose is not the owner's choice: on at first (T9).
            keep_copy: if rule.keep_copy || rule.saved_by() != rule.owner() {
                "true".to_owned()
            } else {
                String::new()
            },
            version,
            ..Self::default()
        }
    }
}
