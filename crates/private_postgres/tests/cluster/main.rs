//! The crate against real PostgreSQL servers, each test in a folder of its own.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod failures;
mod life;
mod places;
mod scratch;
mod sharing;
