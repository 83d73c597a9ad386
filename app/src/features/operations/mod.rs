//! Operations: how far what takes longer than a request is, and what of it failed.

mod actions;
pub(crate) mod address;
pub(crate) mod page;
mod page_list;
pub(crate) mod resume_form;
pub(crate) mod words;

use self::address::PATH;
use crate::endpoint::{Cost, Endpoint, Needs};

/// What this feature answers to. Whose operations they are, the use case asks: any other is not there.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get(PATH, Needs::SignedIn, page_list::show).that_costs(Cost::Search),
        Endpoint::get("/operations/{id}", Needs::SignedIn, page::show),
        Endpoint::post("/operations/{id}/resume", Needs::SignedIn, actions::resume),
    ]
}
