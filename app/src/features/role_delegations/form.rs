//! What the forms post: everything is text, so that nothing typed is ever lost (G6).

use domain::dates::{next_day, parse_date};
use islands::codes;
use islands::codes::optional;
use serde::Deserialize;
use services::role_delegations::{DatesInput, DelegationInput};
use strum::{EnumString, IntoStaticStr, VariantArray};

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
    /// What its button does.
    pub(super) action: NewAction,
}

/// What the buttons of the form of a new delegation and of its review page do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum NewAction {
    /// "Continue": to the review page.
    #[default]
    #[strum(to_string = "continue", serialize = "")]
    Continue,
    /// On the review page: to end it a day later, which is reviewed again.
    NextDay,
    /// On the review page, "Back": to the form.
    Edit,
    /// On the review page, "Save".
    Save,
}

codes!(NewAction);

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
    /// What its button does.
    pub(super) action: DatesAction,
    /// Whether "Delete" asks first.
    #[serde(deserialize_with = "optional")]
    pub(super) ask: Option<DatesAsk>,
    /// Anything: the question was asked from the list of what was done in the delegator's name, and leads back there.
    pub(super) back: String,
}

/// What the buttons of Change delegation do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum DatesAction {
    /// "Save".
    #[default]
    #[strum(to_string = "save", serialize = "")]
    Save,
    /// "Continue": says first what the dates mean.
    Continue,
    /// To end it a day later, which is said first too.
    NextDay,
    /// Asks first what follows from deleting it. The version before says it in this way (O3).
    Ask,
    /// It was asked, and nothing is to be done.
    Keep,
    /// "Delete", once it was asked about.
    Delete,
}

codes!(DatesAction);

/// Change delegation asks before it ends or cancels the delegation. Without it, it does what its button says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum DatesAsk {
    /// It is to be asked first.
    Delete,
}

codes!(DatesAsk);

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

    /// What it is sent for: the button that asks stands in a form with an action of its own.
    pub(super) fn sent(&self) -> DatesAction {
        match self.ask {
            Some(DatesAsk::Delete) => DatesAction::Ask,
            None => self.action,
        }
    }

    /// It came from the form that deletes, which has no dates.
    pub(super) fn is_about_deletion(&self) -> bool {
        match self.sent() {
            DatesAction::Ask | DatesAction::Keep | DatesAction::Delete => true,
            DatesAction::Save | DatesAction::Continue | DatesAction::NextDay => false,
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use islands::codes::testing::{hold, hold_optional};

    #[test]
    fn the_buttons_of_the_forms_are_these() {
        hold(&[
            (NewAction::Continue, "continue"),
            (NewAction::NextDay, "next_day"),
            (NewAction::Edit, "edit"),
            (NewAction::Save, "save"),
        ]);
        hold(&[
            (DatesAction::Save, "save"),
            (DatesAction::Continue, "continue"),
            (DatesAction::NextDay, "next_day"),
            (DatesAction::Ask, "ask"),
            (DatesAction::Keep, "keep"),
            (DatesAction::Delete, "delete"),
        ]);
        hold_optional(&[(DatesAsk::Delete, "delete")]);
    }

    #[test]
    fn r12_whatever_the_form_says_besides_the_button_that_asks_deletes_nothing() {
        for action in [DatesAction::Ask, DatesAction::Delete, DatesAction::Save] {
            let asks = DatesForm {
                action,
                ask: Some(DatesAsk::Delete),
                ..DatesForm::default()
            };
            assert_eq!(asks.sent(), DatesAction::Ask);
            assert!(asks.is_about_deletion());
        }
        assert_eq!(DatesForm::default().sent(), DatesAction::Save);
        assert!(!DatesForm::default().is_about_deletion());
    }
}
