//! Access reviews (T13, T15): starting one over a role or a department, and following it.

pub(crate) mod make;
mod read;
mod start;

pub use db::access_reviews::{Information, Item, Listed, Overview, Place, Refused, Shown, Waiting};
pub use read::{ITEMS, PAGE};
pub use start::{MOST, ReviewInput, Started};

/// The use cases of this feature: reviews of who holds a role.
#[derive(Clone, Copy)]
pub struct AccessReviews<'a> {
    services: &'a crate::Services,
}

impl crate::Services {
    /// Use cases: reviews of who holds a role.
    pub fn access_reviews(&self) -> AccessReviews<'_> {
        AccessReviews { services: self }
    }
}
