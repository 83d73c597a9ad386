//! Asking for a role (T15, R20).

#[cfg(feature = "ssr")]
mod actions;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod page_new;

#[cfg(feature = "ssr")]
use domain::privilege::Privilege::RequestRoles;

#[cfg(feature = "ssr")]
use crate::endpoint::{Endpoint, Needs};

/// What this feature answers to.
#[cfg(feature = "ssr")]
pub fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Privilege(RequestRoles);
    vec![
        Endpoint::get("/requests/new", needs, page_new::show),
        Endpoint::post("/requests/new", needs, actions::request),
    ]
}
