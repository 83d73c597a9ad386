//! Asking for a role (T15, R20).

mod actions;
mod form;
mod page_new;

use domain::privilege::Privilege::RequestRoles;

use crate::endpoint::{Endpoint, Needs};

/// What this feature answers to.
pub fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Privilege(RequestRoles);
    vec![
        Endpoint::get("/requests/new", needs, page_new::show),
        Endpoint::post("/requests/new", needs, actions::request),
    ]
}
