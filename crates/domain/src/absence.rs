//! Absences (D): kinds, states, and which days may be recorded. Days are whole civil days in the absent person's zone,
//! both included (G1).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::code::codes;
use crate::dates::{in_words, parse_date};
use crate::ids::PersonId;

/// Why somebody is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    /// A holiday.
    Vacation,
    /// Ill.
    SickLeave,
    /// With a child.
    ParentalLeave,
    /// Anything else.
    Other,
}

codes!(Kind);

impl Kind {
    /// The words on pages.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Vacation => "Vacation",
            Self::SickLeave => "Sick leave",
            Self::ParentalLeave => "Parental leave",
            Self::Other => "Other",
        }
    }
}

/// Where an absence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum State {
    /// Somebody is to approve it.
    Requested,
    /// It is to be.
    Approved,
    /// It is not to be; it stays on record.
    Cancelled,
}

codes!(State);

impl State {
    /// The word on pages.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Requested => "Requested",
            Self::Approved => "Approved",
            Self::Cancelled => "Cancelled",
        }
    }
}

/// What somebody did to an absence.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Change {
    /// Asked for it.
    Requested,
    /// Recorded it, approved.
    Recorded,
    /// Changed its kind or its days.
    Changed,
    /// Approved it.
    Approved,
    /// Cancelled it.
    Cancelled,
}

codes!(Change);

/// The days somebody is away. An end is never before the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Days {
    starts_on: NaiveDate,
    ends_on: NaiveDate,
}

impl Days {
    /// Whether the last day has passed: what was, cannot be cancelled. `today` lies in the absent person's zone (G1).
    pub fn are_over(&self, today: NaiveDate) -> bool {
        self.ends_on < today
    }

    /// How many days, both ends included.
    pub fn count(&self) -> i64 {
        (self.ends_on - self.starts_on).num_days() + 1
    }

    /// These days; `None` for an end before the start.
    pub fn new(starts_on: NaiveDate, ends_on: NaiveDate) -> Option<Self> {
        (starts_on <= ends_on).then_some(Self { starts_on, ends_on })
    }

    /// The first day.
    pub fn starts_on(&self) -> NaiveDate {
        self.starts_on
    }

    /// The last day.
    pub fn ends_on(&self) -> NaiveDate {
        self.ends_on
    }

    /// `11 January 2028`, or `11 January 2028 – 14 January 2028`.
    pub fn in_words(&self) -> String {
        if self.starts_on == self.ends_on {
            in_words(self.starts_on)
        } else {
            format!("{} – {}", in_words(self.starts_on), in_words(self.ends_on))
        }
    }
}

/// One wrong field of the form, by its name, with the one message it gets (G6).
pub type Problem = (&'static str, String);

/// Judges what was typed. Days in the past are allowed: who falls ill says so later.
///
/// # Errors
/// At most one [`Problem`] a field, in the order of the form.
pub fn check(kind: &str, starts_on: &str, ends_on: &str) -> Result<(Kind, Days), Vec<Problem>> {
    let kind = Kind::from_code(kind.trim()).ok_or_else(|| "Choose one of the kinds offered".to_owned());
    let start = parse_date(starts_on).map_err(|problem| problem.message("start date"));
    let end = parse_date(ends_on).map_err(|problem| problem.message("end date"));
    let end = end.and_then(|end| match &start {
        Ok(start) if end < *start => Err(format!(
            "End date must be the same as or after {}",
            in_words(*start)
        )),
        _ => Ok(end),
    });
    match (kind, start, end) {
        (Ok(kind), Ok(starts_on), Ok(ends_on)) => Ok((kind, Days { starts_on, ends_on })),
        (kind, start, end) => Err([
            ("kind", kind.err()),
            ("starts_on", start.err()),
            ("ends_on", end.err()),
        ]
        .into_iter()
        .filter_map(|(field, message)| message.map(|message| (field, message)))
        .collect()),
    }
}

/// Whether `actor`, for `delegator` where it is through a delegation, may approve what `absent` asked for: nobody their
/// own, whatever role or delegation reaches it, and nobody a delegator's own in that delegator's place.
pub fn may_approve(absent: PersonId, actor: PersonId, delegator: Option<PersonId>) -> bool {
    absent != actor && delegator != Some(absent)
}
