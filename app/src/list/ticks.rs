//! Which lines of a list are ticked as it is opened: without a script, a link ticks every one.

use islands::codes;
use strum::{EnumString, IntoStaticStr, VariantArray};

/// Which lines are ticked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Ticks {
    /// Those that come back with what was wrong.
    #[default]
    #[strum(serialize = "")]
    Returned,
    /// Every line of the page.
    All,
}

codes!(Ticks);

#[cfg(test)]
mod tests {
    use super::*;
    use islands::codes::testing::hold;

    #[test]
    fn a_link_ticks_all() {
        hold(&[(Ticks::Returned, ""), (Ticks::All, "all")]);
    }
}
