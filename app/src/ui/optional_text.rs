//! A property that takes words, or none, however the caller has them.

/// Text that may be missing: made of a string, a slice, or an option of either.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OptionalText(pub Option<String>);

impl From<String> for OptionalText {
    fn from(text: String) -> Self {
        Self(Some(text))
    }
}

impl From<&str> for OptionalText {
    fn from(text: &str) -> Self {
        Self(Some(text.to_owned()))
    }
}

impl From<Option<String>> for OptionalText {
    fn from(text: Option<String>) -> Self {
        Self(text)
    }
}

impl From<Option<&str>> for OptionalText {
    fn from(text: Option<&str>) -> Self {
        Self(text.map(str::to_owned))
    }
}
