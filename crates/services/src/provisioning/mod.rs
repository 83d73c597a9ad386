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
