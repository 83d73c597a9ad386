//! Role delegations: what a person can lend, writing and reading them, and what ends for want of the right (R2, R5, R12).

pub mod endings;
pub mod lendable;
pub mod net_reach;
pub mod overview;
pub(crate) mod parties;
pub mod read;
pub mod reminders;
pub mod rezoned;
pub mod terminations;
pub mod terms;
pub mod write;

pub use parties::Parties;
