//! What stands around every page (S).

mod headers;
mod limits;
mod origin;
