//! Where operations are.

use uuid::Uuid;

/// The list of them.
pub(crate) const PATH: &str = "/operations";

/// The page of one.
pub(crate) fn address(id: Uuid) -> String {
    format!("{PATH}/{id}")
}
