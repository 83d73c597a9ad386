//! People: finding them, bringing them in and out as CSV.

pub mod search;
