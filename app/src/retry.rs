//! What "Retry" is pressed for: one thing, or everything that failed.

use std::str::FromStr;

/// The word for everything.
pub(crate) const ALL: &str = "all";

/// Everything, or the one with this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Retry<T> {
    All,
    One(T),
}

impl<T: FromStr> FromStr for Retry<T> {
    type Err = T::Err;

    fn from_str(word: &str) -> Result<Self, T::Err> {
        match word {
            ALL => Ok(Self::All),
            name => name.parse().map(Self::One),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_or_all_and_nothing_else() {
        assert_eq!("all".parse(), Ok(Retry::<i64>::All));
        assert_eq!("7".parse(), Ok(Retry::One(7_i64)));
        for unknown in ["", "All", "all ", "seven"] {
            assert!(unknown.parse::<Retry<i64>>().is_err(), "{unknown:?}");
        }
    }
}
