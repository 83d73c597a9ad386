//! Roles and Delegations: what one lent, received and holds, and lending it (R15, R21).

#[cfg(feature = "ssr")]
mod actions;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod page_edit;
#[cfg(feature = "ssr")]
mod page_new;
#[cfg(feature = "ssr")]
mod page_overview;
#[cfg(feature = "ssr")]
mod review_view;
#[cfg(feature = "ssr")]
mod tables;

#[cfg(feature = "ssr")]
use domain::privilege::Privilege::DelegateOwnRoles;

#[cfg(feature = "ssr")]
use crate::routes::{Endpoint, Needs};

/// What this feature answers to.
#[cfg(feature = "ssr")]
pub fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Privilege(DelegateOwnRoles);
    vec![
        Endpoint::get("/me/roles-and-delegations", needs, page_overview::show),
        Endpoint::get("/me/roles-and-delegations/new", needs, page_new::show),
        Endpoint::post("/me/roles-and-delegations/new", needs, actions::create),
        Endpoint::get("/me/roles-and-delegations/{id}/edit", needs, page_edit::show),
        Endpoint::post("/me/roles-and-delegations/{id}/edit", needs, actions::change),
    ]
}
