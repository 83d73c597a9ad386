//! Role provisioning rules (R20): reading, saving with what follows at once, and a preview of it.

pub(crate) mod administrative;
mod foresee;
mod read;
mod rights;
mod save;

pub use db::provisioning::provisionable::Choosable;
pub use db::provisioning::{Change, Named, Rule};
pub use foresee::{Confirmed, Foreseen};
pub use read::{RuleList, RulePage};
pub use save::{RoleLine, RuleAct, RuleInput, RuleOutcome};

/// The use cases of this feature: rules that give roles by attributes.
#[derive(Clone, Copy)]
pub struct Provisioning<'a> {
    services: &'a crate::Services,
}

impl crate::Services {
    /// Use cases: rules that give roles by attributes.
    pub fn provisioning(&self) -> Provisioning<'_> {
        Provisioning { services: self }
    }
}
