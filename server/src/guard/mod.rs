//! What stands around every page: where a form came from, how long it may take, what a browser is told to refuse,
//! and the page for a defect.

mod headers;
mod limits;
mod origin;

pub(crate) use headers::harden;
pub(crate) use limits::{
    LARGEST_BODY, LARGEST_CALL, LONGEST, call_panicked, call_within_time, within_time, without_panic,
};
pub(crate) use origin::from_this_site;
