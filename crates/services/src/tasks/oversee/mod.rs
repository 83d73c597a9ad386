//! A super administrator reassigns what others are asked (T14): one task from its page, or several or all of a person's open
//! tasks at once.
//!
//! Whether a step allows its assignees to reassign it says nothing about super administrators. What counts is whom they
//! choose: T5 applies, and the person from whom a task is taken counts as already appeared, so that no delegation rule leads
//! back to them. Super administrators may choose themselves; who acts counts as already appeared only where they are asked
//! themselves. What somebody else is asked at the same step stays as it is.

mod batch;
mod many;
mod one;
mod source;
mod work;

pub use many::{BulkReassigned, Chosen, LISTED, Left, ToReassign};
pub(crate) use many::{Progress, ReassignMany, stopped_in_words};
pub(super) use one::reassign_one;
pub(super) use source::Source;
