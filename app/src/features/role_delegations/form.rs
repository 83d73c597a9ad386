//! What the forms post: everything is text, so that nothing typed is ever lost (G6).

use domain::dates::{next_day, parse_date};
use serde::Deserialize;
use services::role_delegations::{DatesInput, DelegationInput};

/// A new delegation.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct NewForm {
    /// A role's code.
    pub(super) role: String,
    /// A username.
    pub(super) proxy: String,
    /// `YYYY-MM-DD`.
    pub(super) starts_on: String,
    /// `YYYY-MM-DD`, or nothing.
    pub(super) ends_on: String,
    /// Anything: *Include the end date* is ticked. A box that is not ticked is not posted.
    pub(super) through_end: String,
    /// The form is opened: the box is ticked as the Site's option says (R6).
    #[serde(skip)]
    pub(super) is_opened: bool,
    /// `save` on the review page, `next_day` there to end it a day later, `edit` to go back; else to the review page.
    pub(super) action: String,
}

/// What a ticked box posts.
pub(super) const TICKED: &str = "true";

impl NewForm {
    /// Nothing is typed yet.
    pub(super) fn opened() -> Self {
        Self {
            is_opened: true,
            ..Self::default()
        }
    }

    pub(super) fn input(&self) -> DelegationInput {
        DelegationInput {
            role: self.role.clone(),
            proxy: self.proxy.clone(),
            starts_on: self.starts_on.clone(),
            ends_on: self.ends_on.clone(),
            through_end: !self.through_end.is_empty(),
        }
    }

    /// Takes the day after its start as end: what the review page offers for a single day (R8).
    pub(super) fn end_on_the_next_day(&mut self) {
        if let Some(next) = day_after(&self.starts_on) {
            self.ends_on = next;
        }
    }
}

/// New dates of a delegation.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct DatesForm {
    /// `YYYY-MM-DD`; not posted once the start has come.
    pub(super) starts_on: String,
    /// `YYYY-MM-DD`, or nothing.
    pub(super) ends_on: String,
    /// Anything: *Include the end date* is ticked. A box that is not ticked is not posted.
    pub(super) through_end: String,
    /// The version that the form was opened with (G5).
    pub(super) version: String,
    /// `save`, `continue` to be told first, `next_day` to end it a day later, `delete` after the question.
    pub(super) action: String,
    /// `delete`: it is asked about first.
    pub(super) ask: String,
    /// Anything: the question was asked from the list of what was done in the delegator's name, and leads back there.
    pub(super) back: String,
}

impl DatesForm {
    pub(super) fn version(&self) -> i32 {
        self.version.parse().unwrap_or_default()
    }

    pub(super) fn input(&self) -> DatesInput {
        DatesInput {
            starts_on: self.starts_on.clone(),
            ends_on: self.ends_on.clone(),
            through_end: !self.through_end.is_empty(),
            version: self.version(),
        }
    }

    /// Whether it only asks what follows from deleting. The version before says so in another way (O3).
    pub(super) fn asks(&self) -> bool {
        !self.ask.is_empty() || self.action == "ask"
    }

    /// It came from the form that deletes, which has no dates.
    pub(super) fn is_about_deletion(&self) -> bool {
        self.asks() || matches!(self.action.as_str(), "keep" | "delete")
    }

    /// As for a new one; of a single day, start and end are the same.
    pub(super) fn end_on_the_next_day(&mut self) {
        if let Some(next) = day_after(&self.ends_on) {
            self.ends_on = next;
        }
    }
}

fn day_after(typed: &str) -> Option<String> {
    let next = next_day(parse_date(typed).ok()?)?;
    Some(next.to_string())
}
