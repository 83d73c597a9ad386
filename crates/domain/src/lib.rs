//! Locum's rules, and nothing else: who may act for whom, in what, until when.
//!
//! Everything here is pure. There is no clock (`now` and `today` are arguments, G2), no database and no network;
//! the same functions judge a form in the browser, an API call, an import and a job, so that each rule is
//! written once. Rules are named as in the project's design (`T5`, `G1`).
//!
//! Instants are `DateTime<Utc>` and periods are half open: a period's end is the first instant outside it.
//! Civil dates become instants only through a [`zone::Zone`]; that part needs the feature `zones`, which the
//! browser does without.

pub mod absence;
pub mod access;
pub mod activity;
#[cfg(feature = "zones")]
pub mod audit;
mod backoff;
mod code;
pub mod date_presets;
pub mod dates;
pub mod delegation_rule;
pub mod delivery;
pub mod hierarchy;
pub mod ids;
pub mod operation;
pub mod policy;
pub mod privilege;
pub mod problem;
#[cfg(feature = "zones")]
pub mod profile_option;
pub mod provisioning;
pub mod resolution;
pub mod rights;
pub mod role;
pub mod role_delegation;
pub mod role_request;
#[cfg(feature = "zones")]
pub mod schedule;
pub mod scope;
pub mod task;
pub mod text;
pub mod username;
#[cfg(feature = "zones")]
pub mod zone;
