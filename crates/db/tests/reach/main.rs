//! Statements that say how far something reaches, each beside one that takes the long way.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod net_reach;
mod stranded;

use chrono::{DateTime, Utc};

fn now() -> DateTime<Utc> {
    "2028-01-10T12:00:00Z".parse().unwrap()
}
