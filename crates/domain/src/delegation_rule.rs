//! A person's task-delegate setting (T1–T3, T6): what is allowed, which instants it covers, what it means in
//! words. Who may be the delegate (T4) and who gets a task (T5) are decided elsewhere.

mod check;
mod find_loop;
mod window;
#[cfg(feature = "zones")]
mod words;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::code::codes;

pub use check::{Field, Problem, check_window};
pub use find_loop::find_loop;
pub use window::{RuleState, Window};
#[cfg(feature = "zones")]
pub use window::{rezoned, window};
#[cfg(feature = "zones")]
pub use words::{NOT_RETROACTIVE, meaning, meaning_for_delegate, period_in_words, preview};

/// How long a delegation rule is meant to last (T2). Dates are civil dates in the owner's zone (G1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[derive(IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum RuleKind {
    /// From the moment of saving until it is removed.
    Permanent,
    /// From a date to a date, both whole days included.
    Temporary {
        /// The first day; today or earlier means from the moment of saving (T3).
        starts_on: NaiveDate,
        /// The last day.
        ends_on: NaiveDate,
    },
}

/// The kind of a rule without its dates: what is chosen in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum KindCode {
    /// [`RuleKind::Permanent`].
    Permanent,
    /// [`RuleKind::Temporary`].
    Temporary,
}

codes!(KindCode);

impl RuleKind {
    /// The word in the database, forms and API.
    pub fn code(&self) -> &'static str {
        self.into()
    }

    /// Reads stored days back. `None` where they contradict each other: a temporary rule has both, in order, and a permanent one
    /// has neither.
    pub fn of_days(starts_on: Option<NaiveDate>, ends_on: Option<NaiveDate>) -> Option<Self> {
        match (starts_on, ends_on) {
            (None, None) => Some(Self::Permanent),
            (Some(starts_on), Some(ends_on)) => {
                (starts_on <= ends_on).then_some(Self::Temporary { starts_on, ends_on })
            }
            (Some(_), None) | (None, Some(_)) => None,
        }
    }

    /// The first day of a temporary rule.
    pub fn starts_on(&self) -> Option<NaiveDate> {
        match self {
            Self::Permanent => None,
            Self::Temporary { starts_on, .. } => Some(*starts_on),
        }
    }

    /// The last day of a temporary rule.
    pub fn ends_on(&self) -> Option<NaiveDate> {
        match self {
            Self::Permanent => None,
            Self::Temporary { ends_on, .. } => Some(*ends_on),
        }
    }
}
