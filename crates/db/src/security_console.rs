//! What the Security Console shows and changes: roles as they are defined, and what a person holds.

pub mod change;
pub mod people;
pub mod roles;
