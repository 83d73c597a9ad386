//! The dates of a role delegation, as they are typed.

mod dates;
mod last_day;

pub use dates::{BeforeDates, DatesSetup, DelegationDates};
pub use last_day::last_day;
