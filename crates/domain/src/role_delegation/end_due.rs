//! The Site option `DELEGATION_END_DUE` (R6): whether *Include the end date* is ticked in a form that is opened. What is saved
//! stands with the delegation, and no change of the option moves it.

/// The initial value of the checkbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum EndDue {
    /// Unticked: the day before the end date is the last day.
    #[default]
    StartOfDay,
    /// Ticked: the end date is the last day.
    EndOfDay,
}

impl EndDue {
    /// The option's value.
    pub fn code(self) -> &'static str {
        match self {
            Self::StartOfDay => "START_OF_DAY",
            Self::EndOfDay => "END_OF_DAY",
        }
    }

    /// Reads the option's value back.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::StartOfDay, Self::EndOfDay]
            .into_iter()
            .find(|value| value.code() == code)
    }

    /// Whether the checkbox is ticked.
    pub fn is_included(self) -> bool {
        self == Self::EndOfDay
    }
}
