//! Through the real router and a real Postgres. One folder a feature; a test names the rule it checks.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod absences;
mod api;
mod audit;
mod brakes;
mod cost;
mod delegates;
mod directory;
mod far_dates;
mod forms;
mod guard;
mod hr_accounts;
mod jobs;
mod ldap;
mod leaks;
mod lists;
mod notifications;
mod people_search;
mod permissions;
mod policies;
mod probes;
mod process;
mod questions;
mod reviews;
mod rights;
mod role_delegations;
mod security_console;
mod session;
mod setup;
mod support;
mod tasks;
