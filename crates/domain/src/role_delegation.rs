//! Lending a role for a period (R): which dates are allowed, what saving them does at once and what it leaves to the job,
//! where a delegation stands at an instant, who may lend which role, and to whom (R2–R4). Whose data it reaches (R14) is
//! decided elsewhere.

mod check;
mod days;
mod end_due;
mod job;
mod lending;
#[cfg(feature = "zones")]
mod outlook;
mod person_security;
#[cfg(feature = "zones")]
mod plan;
mod standing;
mod termination;
#[cfg(feature = "zones")]
mod words;

use chrono::{Days, NaiveDate};

pub use check::{Before, Field, Limits, Problem, TypedDates, check_dates};
pub use days::{covered_in_words, end_date_not_included, last_day_in_words};
pub use end_due::EndDue;
pub use job::{DueFacts, DueOutcome, due_outcome};
pub use lending::{CannotLend, Lending, may_lend};
#[cfg(feature = "zones")]
pub use outlook::{Outlook, Warning, outlook};
pub use person_security::{PersonSecurityProfile, Place};
#[cfg(feature = "zones")]
pub use plan::{Due, Plan, instants, plan};
pub use standing::{EndReason, Facts, State, state};
pub use termination::{Termination, TerminationFacts, termination};
#[cfg(feature = "zones")]
pub use words::{Begins, meaning};

/// The dates of a delegation as they are typed, in the delegator's zone (R1, G1), and with them the days that it covers (R5). An
/// end is never before the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    through_end: bool,
}

impl Period {
    /// The period of these dates; `through_end`: *Include the end date* (R6), which means nothing without an end. `None` for an
    /// end before the start.
    pub fn new(starts_on: NaiveDate, ends_on: Option<NaiveDate>, through_end: bool) -> Option<Self> {
        ends_on.is_none_or(|end| starts_on <= end).then_some(Self {
            starts_on,
            ends_on,
            through_end: through_end && ends_on.is_some(),
        })
    }

    /// The start date, which is the first day that is covered.
    pub fn starts_on(&self) -> NaiveDate {
        self.starts_on
    }

    /// The end date as it was typed; `None`: for ever. [`Self::last_day`] is what people read.
    pub fn ends_on(&self) -> Option<NaiveDate> {
        self.ends_on
    }

    /// Whether *Include the end date* was ticked (R6).
    pub fn through_end(&self) -> bool {
        self.through_end
    }

    /// The last day that is covered (R5): the end date if it is included or is the start date too, else the day before it.
    /// `None`: there is no end.
    pub fn last_day(&self) -> Option<NaiveDate> {
        let end = self.ends_on?;
        if self.through_end || self.is_one_day() {
            Some(end)
        } else {
            Some(end.checked_sub_days(Days::new(1)).unwrap_or(end))
        }
    }

    /// Whether start and end date are the same: it begins and ends in a way of its own (R8).
    pub fn is_one_day(&self) -> bool {
        self.ends_on == Some(self.starts_on)
    }

    /// Whether it begins earlier or ends later than `old`: then it must satisfy R2–R5 as a new one would (R1).
    pub fn reaches_beyond(&self, old: &Self) -> bool {
        // What ends with the next run of the job (R8) gives less than its day.
        let ends_by_run = |period: &Self| period.is_one_day() && !period.through_end;
        let later = match (self.last_day(), old.last_day()) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(new), Some(last)) => new > last || new == last && ends_by_run(old) && !ends_by_run(self),
        };
        later || self.starts_on < old.starts_on
    }
}
