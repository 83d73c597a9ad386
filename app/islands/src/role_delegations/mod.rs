//! The dates of a role delegation, as they are typed.

mod last_day;
mod live_last_day;

pub use last_day::{LastDay, last_day};
