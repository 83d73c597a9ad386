//! Who is active (Words: *inactive*). An inactive person decides nothing, receives nothing and lends nothing.

#[cfg(feature = "zones")]
use chrono::NaiveDate;
use chrono::{DateTime, Utc};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::code::codes;
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

/// Whether a person is active, and if not, why: one word for each case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum ActivityState {
    /// Works here, and may sign in.
    Active,
    /// The account was disabled by hand.
    Disabled,
    /// The last day worked is over; also of a disabled account.
    Terminated,
    /// The first day of work is still to come.
    NotYetHired,
}

codes!(ActivityState);

impl ActivityState {
    /// The words on pages.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Disabled => "Disabled",
            Self::Terminated => "Terminated",
            Self::NotYetHired => "Not yet hired",
        }
    }
}

impl Activity {
    /// Why the person is inactive at `now`, if they are: who has left has left, whether or not the account was
    /// disabled too.
    pub fn state(&self, now: DateTime<Utc>) -> ActivityState {
        if self.active_until.is_some_and(|until| until <= now) {
            ActivityState::Terminated
        } else if self.disabled {
            ActivityState::Disabled
        } else if self.active_from.is_some_and(|from| now < from) {
            ActivityState::NotYetHired
        } else {
            ActivityState::Active
        }
    }

    /// Not disabled, hired and not terminated at `now`.
    pub fn is_active(&self, now: DateTime<Utc>) -> bool {
        !self.disabled
            && self.active_from.is_none_or(|from| from <= now)
            && self.active_until.is_none_or(|until| now < until)
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
