//! Access reviews (T13, T15): starting one over a role or a department, and following it.

pub(crate) mod make;
mod read;
mod start;

pub use db::access_reviews::{Information, Item, Listed, Overview, Place, Refused, Shown, Waiting};
pub use read::{ITEMS, PAGE};
pub use start::{MOST, ReviewInput, Started};
