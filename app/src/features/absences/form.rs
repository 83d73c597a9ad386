//! What the forms post: everything is text, so that nothing typed is ever lost (G6).

use domain::absence::Kind;
use serde::Deserialize;
use services::absences::{Absence, AbsenceInput, Target};

use crate::ui::Choice;

/// One's own absences.
pub(super) const OWN: &str = "/me/absences";

/// Those of others.
pub(super) const TEAM: &str = "/team/absences";

/// An absence to be recorded or changed, or what is to be done to one that is there.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct AbsenceForm {
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
    /// `approve`, `cancel` or `change`; else a new one.
    pub(super) action: String,
    /// Anything: cancelling is asked about first.
    pub(super) ask: String,
}

impl AbsenceForm {
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
            action: String::new(),
            ask: String::new(),
        }
    }

    pub(super) fn input(&self) -> AbsenceInput {
        AbsenceInput {
            kind: self.kind.clone(),
            starts_on: self.starts_on.clone(),
            ends_on: self.ends_on.clone(),
        }
    }

    /// Whether it only asks what follows from cancelling.
    pub(super) fn asks(&self) -> bool {
        !self.ask.is_empty()
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
