//! The Site option `DELEGATION_END_DUE` (R6).

/// When on its end date a delegation ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum EndDue {
    /// At the start of the end date: the day before is the last full day.
    #[default]
    StartOfDay,
    /// At the end of the end date: it is the last full day.
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
}
