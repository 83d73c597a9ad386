//! What stands around every page (S).

mod headers;
mod limits;
mod lost_answers;
mod origin;
