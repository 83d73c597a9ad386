//! What is asked of a new delegation while it is typed, and what is answered.

use domain::role_delegation as rules;
use serde::{Deserialize, Serialize};

use super::dates::wrong;

/// A new delegation, as it stands in the browser.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DelegationForm {
    /// A role's code.
    pub role: String,
    /// A username.
    pub proxy: String,
    /// `YYYY-MM-DD`.
    pub starts_on: String,
    /// `YYYY-MM-DD`; empty: no end.
    pub ends_on: String,
    /// *Include the end date* is ticked (R6).
    pub through_end: bool,
}

impl DelegationForm {
    /// Whether there is enough to say what it would mean.
    pub(super) fn is_worth_a_review(&self) -> bool {
        let needed = [&self.role, &self.proxy, &self.starts_on];
        needed.iter().all(|typed| !typed.trim().is_empty())
    }

    /// Whether something is wrong with the dates, by the same function that judges the save (R1, R17).
    pub(super) fn has_wrong_dates(&self, limits: rules::Limits) -> bool {
        let typed = rules::TypedDates {
            starts_on: &self.starts_on,
            ends_on: &self.ends_on,
            through_end: self.through_end,
        };
        wrong(typed, None, limits).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r21_a_review_needs_role_proxy_and_start() {
        let whole = DelegationForm {
            role: "line_manager".to_owned(),
            proxy: "milo".to_owned(),
            starts_on: "2028-02-01".to_owned(),
            ..DelegationForm::default()
        };
        assert!(whole.is_worth_a_review());
        let lacks: [fn(&mut DelegationForm); 3] = [
            |form| form.role.clear(),
            |form| form.proxy = " ".to_owned(),
            |form| form.starts_on.clear(),
        ];
        for lack in lacks {
            let mut form = whole.clone();
            lack(&mut form);
            assert!(!form.is_worth_a_review(), "{form:?}");
        }
    }
}
