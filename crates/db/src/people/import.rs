//! The people import (contract, People CSV) on the database's side: rows go into temporary tables of the
//! transaction, are compared with what is there, and only what differs is written, a statement for each table.
//! What a line of the file must look like is the service's.

mod apply;
mod changes;
mod check;
mod rules;
mod stage;

pub use apply::{analyze, apply, end_sessions, record};
pub use changes::{Counts, find_changes};
pub use check::{
    Administrator, Duplicate, Edge, UnknownManager, administrators, duplicates, manager_edges, resolve,
    unknown_managers,
};
pub use rules::orphaned;
pub use stage::{BEGIN, Batch, Row, begin, stage, staged};
