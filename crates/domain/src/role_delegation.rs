//! Lending a role for a period (R): which dates are allowed, what saving them does at once and what it leaves to the job,
//! where a delegation stands at an instant, who may lend which role, and to whom (R2–R4). Whose data it reaches (R14) is
//! decided elsewhere.

#[cfg(feature = "zones")]
mod begin;
mod check;
mod end_due;
mod lending;
mod person_security;
#[cfg(feature = "zones")]
mod plan;
mod standing;
#[cfg(feature = "zones")]
mod words;

use chrono::NaiveDate;

#[cfg(feature = "zones")]
pub use begin::{Beginning, begin_now};
pub use check::{Before, Field, Limits, Problem, check_dates};
pub use end_due::EndDue;
pub use lending::{CannotLend, Lending, is_role_kept, may_lend};
pub use person_security::{PersonSecurityProfile, Place};
#[cfg(feature = "zones")]
pub use plan::{Due, Plan, instants, plan};
pub use standing::{EndReason, Facts, State, state};
#[cfg(feature = "zones")]
pub use words::{Begins, meaning};

/// The days of a delegation, both included, in the delegator's zone (R1, G1). An end is never before the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
}

impl Period {
    /// The period of these days; `None` for an end before the start.
    pub fn new(starts_on: NaiveDate, ends_on: Option<NaiveDate>) -> Option<Self> {
        ends_on
            .is_none_or(|end| starts_on <= end)
            .then_some(Self { starts_on, ends_on })
    }

    /// The first day.
    pub fn starts_on(&self) -> NaiveDate {
        self.starts_on
    }

    /// The last day; `None`: for ever.
    pub fn ends_on(&self) -> Option<NaiveDate> {
        self.ends_on
    }

    /// Whether it is a single day, which begins and ends in a way of its own (R8).
    pub fn is_one_day(&self) -> bool {
        self.ends_on == Some(self.starts_on)
    }

    /// Whether the two have a day in common (R5).
    pub fn overlaps(&self, other: &Self) -> bool {
        let reaches = |end: Option<NaiveDate>, start| end.is_none_or(|end| start <= end);
        reaches(self.ends_on, other.starts_on) && reaches(other.ends_on, self.starts_on)
    }

    /// Whether it begins earlier or ends later than `old`: then it must satisfy R2–R5 as a new one would (R1).
    pub fn reaches_beyond(&self, old: &Self) -> bool {
        let later = match (self.ends_on, old.ends_on) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(new), Some(old)) => new > old,
        };
        later || self.starts_on < old.starts_on
    }
}
