//! Tasks: creating, reading, listing, deciding. What a step means and who is asked is the domain's.

pub mod assignments;
pub mod audience;
pub mod create;
pub mod detail;
pub mod inbox;
pub mod listing;
pub mod lists;
pub mod log;
pub mod open;
pub mod overseen;
pub mod posting;
pub mod read;
pub mod sight;
pub mod stranded;
pub mod turn;
pub mod waiting;
pub mod write;
