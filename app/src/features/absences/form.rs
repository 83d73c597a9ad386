//! What the forms post: everything is text, so that nothing typed is ever lost (G6).

use domain::absence::Kind;
use islands::codes;
use islands::codes::optional;
use serde::Deserialize;
use services::absences::{Absence, AbsenceInput, Target};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::ui::Choice;

/// One's own absences.
pub(super) const OWN: &str = "/me/absences";

/// Those of others.
pub(super) const TEAM: &str = "/team/absences";

/// What the buttons of one's own absences do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum OwnAction {
    /// "Request absence".
    #[default]
    #[strum(to_string = "request", serialize = "")]
    Request,
    /// "Cancel", once it was asked about.
    Cancel,
}

codes!(OwnAction);

/// What the buttons of others' absences do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum TeamAction {
    /// "Add absence".
    #[default]
    #[strum(to_string = "add", serialize = "")]
    Add,
    /// "Approve".
    Approve,
    /// "Save", of an absence that is there.
    Change,
    /// "Cancel", once it was asked about.
    Cancel,
}

codes!(TeamAction);

/// A form asks before it cancels. Without it, it does what its button says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Ask {
    /// It is to be asked first.
    Cancel,
}

codes!(Ask);

/// One's own absence to be requested, or what is to be done to one that is there.
pub(super) type OwnForm = AbsenceForm<OwnAction>;

/// Somebody else's absence to be recorded or changed, or what is to be done to one that is there.
pub(super) type TeamForm = AbsenceForm<TeamAction>;

/// The fields of both pages. `A` is what its buttons do.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, bound = "A: Default + Deserialize<'de>")]
pub(super) struct AbsenceForm<A> {
    /// A username; on the page of others only.
    pub(super) person: String,
    /// Code of the kind.
    pub(super) kind: String,
    /// `YYYY-MM-DD`.
    pub(super) starts_on: String,
    /// `YYYY-MM-DD`.
    pub(super) ends_on: String,
    /// Which one it is about; none: a new one.
    pub(super) id: String,
    /// The version it was opened with (G5).
    pub(super) version: String,
    /// Username of the delegator in whose section it stood.
    #[serde(rename = "for")]
    pub(super) delegator: String,
    /// What its button does.
    pub(super) action: A,
    /// Whether "Cancel" asks first.
    #[serde(deserialize_with = "optional")]
    pub(super) ask: Option<Ask>,
}

impl TeamForm {
    /// The form that changes an absence, as it is opened.
    pub(super) fn of(absence: &Absence, delegator: &str) -> Self {
        Self {
            person: absence.username.clone(),
            kind: absence.kind.code().to_owned(),
            starts_on: absence.starts_on.to_string(),
            ends_on: absence.ends_on.to_string(),
            id: absence.id.to_string(),
            version: absence.version.to_string(),
            delegator: delegator.to_owned(),
            ..Self::default()
        }
    }
}

impl<A> AbsenceForm<A> {
    pub(super) fn input(&self) -> AbsenceInput {
        AbsenceInput {
            kind: self.kind.clone(),
            starts_on: self.starts_on.clone(),
            ends_on: self.ends_on.clone(),
        }
    }

    /// Which one; none where that is no number, which no form of Locum sends.
    pub(super) fn target(&self) -> Option<Target> {
        Some(Target {
            id: self.id.parse().ok()?,
            version: self.version.parse().unwrap_or_default(),
            delegator: self.delegator.clone(),
        })
    }
}

/// The kinds, to choose from.
pub(super) fn kinds() -> Vec<Choice> {
    Kind::ALL
        .into_iter()
        .map(|kind| Choice::new(kind.code(), kind.in_words()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use islands::codes::testing::{hold, hold_optional};

    #[test]
    fn the_buttons_of_the_forms_are_these() {
        hold(&[(OwnAction::Request, "request"), (OwnAction::Cancel, "cancel")]);
        hold(&[
            (TeamAction::Add, "add"),
            (TeamAction::Approve, "approve"),
            (TeamAction::Change, "change"),
            (TeamAction::Cancel, "cancel"),
        ]);
        hold_optional(&[(Ask::Cancel, "cancel")]);
    }
}
