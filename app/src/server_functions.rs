//! Where the islands' server functions enter. Each is an endpoint of the table like any other, with its path
//! and what it needs.

use crate::routes::Endpoint;

/// The server functions that islands call.
pub fn endpoints() -> Vec<Endpoint> {
    Vec::new()
}
