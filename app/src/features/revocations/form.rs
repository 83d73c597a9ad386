//! What the revocation form posts, and what a link to it may say.

use islands::codes;
use islands::codes::optional;
use serde::Deserialize;
use strum::{EnumString, IntoStaticStr, VariantArray};

/// The form, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct RevokeForm {
    /// The role's code; a link to the page may name it.
    pub(super) role: String,
    /// Why.
    pub(super) reason: String,
    /// Whether "Start revocation" asks first.
    #[serde(deserialize_with = "optional")]
    pub(super) ask: Option<Ask>,
    /// Anything: the question was asked from the person's page, and leads back there.
    pub(super) back: String,
}

/// The form asks before it starts the revocation. Without it, it starts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Ask {
    /// It is to be asked first.
    Revoke,
    /// It was asked, and nothing is to be done: the form comes back as it was.
    Keep,
}

codes!(Ask);

impl RevokeForm {
    /// For the use case.
    pub(super) fn input(&self, subject: &str) -> services::tasks::RevocationInput {
        services::tasks::RevocationInput {
            subject: subject.to_owned(),
            role: self.role.clone(),
            reason: self.reason.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::KEEP;
    use islands::codes::testing::hold_optional;

    #[test]
    fn a_revocation_asks_before_it_is_started() {
        hold_optional(&[(Ask::Revoke, "revoke"), (Ask::Keep, KEEP)]);
    }
}
