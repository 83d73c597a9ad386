//! Who is active (Words: *inactive*). An inactive person decides nothing, receives nothing and lends nothing.

#[cfg(feature = "zones")]
use chrono::NaiveDate;
use chrono::{DateTime, Utc};

#[cfg(feature = "zones")]
use crate::zone::Zone;

/// What decides whether a person is active at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Activity {
    /// The account was disabled by hand.
    pub disabled: bool,
    /// The first instant of the work assignment; `None`: no hire date.
    pub active_from: Option<DateTime<Utc>>,
    /// The first instant after the work assignment; `None`: no termination date.
    pub active_until: Option<DateTime<Utc>>,
}

impl Activity {
    /// Not disabled, hired and not terminated at `now`.
    pub fn is_active(&self, now: DateTime<Utc>) -> bool {
        !self.disabled
            && self.active_from.is_none_or(|from| from <= now)
            && self.active_until.is_none_or(|until| now < until)
    }

    /// A termination date is set and has not taken effect at `now` (R2).
    pub fn has_future_termination(&self, now: DateTime<Utc>) -> bool {
        self.active_until.is_some_and(|until| now < until)
    }
}

/// The instants of a work assignment: from the start of the hire date until the end of the termination date,
/// which is the last day worked, both in the person's own zone (G1). The second is exclusive.
#[cfg(feature = "zones")]
pub fn assignment_window(
    hired_on: Option<NaiveDate>,
    terminated_on: Option<NaiveDate>,
    zone: Zone,
) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
    (
        hired_on.map(|date| zone.start_of_day(date)),
        terminated_on.map(|date| zone.end_of_day(date)),
    )
}
