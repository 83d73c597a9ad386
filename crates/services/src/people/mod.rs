//! People: finding them, bringing them in and out as CSV.

pub mod export;
pub mod import;
pub mod search;
