//! Role requests: the units of provisioning work (J3). Those that wait for their day and are carried out inside Locum
//! (`due`), those that the directory is to be told (`send`), the administrators' list, and what is pruned.
//!
//! The trigger `role_requests_complete` corrects when an end falls due that the version before writes (R6); what this version writes is due
//! then already.

pub mod due;
pub mod list;
pub mod outcomes;
pub mod prune;
pub mod send;
