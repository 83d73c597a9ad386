//! Role delegations: what a person can lend, writing and reading them, and what ends for want of the right (R2, R5, R12).

pub mod again;
pub mod endings;
pub mod gain;
pub mod lendable;
pub mod overview;
pub mod reach;
pub mod read;
pub mod reminders;
pub mod rezoned;
pub mod terms;
pub mod write;
