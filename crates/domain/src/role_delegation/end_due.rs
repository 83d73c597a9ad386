//! The Site option `DELEGATION_END_DUE` (R6): whether *Include the end date* is ticked in a form that is opened. What is saved
//! stands with the delegation, and no change of the option moves it.

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::code::codes;

/// The initial value of the checkbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum EndDue {
    /// Unticked: the day before the end date is the last day.
    #[default]
    StartOfDay,
    /// Ticked: the end date is the last day.
    EndOfDay,
}

codes!(EndDue);

impl EndDue {
    /// Whether the checkbox is ticked.
    pub fn is_included(self) -> bool {
        self == Self::EndOfDay
    }
}
