//! What `ask` says in the forms that ask before they remove something.

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::codes;

/// A form asks before it removes what it is about. Without it, it does what its button says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum RemovalAsk {
    /// It is to be asked first.
    Remove,
    /// It was asked, and nothing is to be done: the page comes back as it was.
    Keep,
}

codes!(RemovalAsk);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::testing::hold_optional;
    use crate::question::KEEP;

    #[test]
    fn a_form_asks_before_it_removes() {
        hold_optional(&[(RemovalAsk::Remove, "remove"), (RemovalAsk::Keep, KEEP)]);
    }
}
