//! Role requests: the units of provisioning work (J3). Those that wait for their day and are carried out inside Locum
//! (`due`), those that the directory is to be told (`send`), the administrators' list, and what is pruned.

pub mod due;
pub mod list;
pub mod outcomes;
pub mod prune;
pub mod send;
