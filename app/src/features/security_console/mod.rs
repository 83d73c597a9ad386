//! The Security Console: roles and which of them may be lent (R3), people with what they hold, accounts (S).

#[cfg(feature = "ssr")]
mod page_role;
#[cfg(feature = "ssr")]
mod page_roles;
#[cfg(feature = "ssr")]
mod page_user;
#[cfg(feature = "ssr")]
mod page_users;
#[cfg(feature = "ssr")]
mod page_why;
#[cfg(feature = "ssr")]
mod role_actions;
#[cfg(feature = "ssr")]
mod role_form;
#[cfg(feature = "ssr")]
mod user_actions;
#[cfg(feature = "ssr")]
mod user_form;

#[cfg(feature = "ssr")]
use domain::privilege::Privilege::ManageSecurity;

#[cfg(feature = "ssr")]
use crate::routes::{Endpoint, Needs};

/// What this feature answers to.
#[cfg(feature = "ssr")]
pub fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Privilege(ManageSecurity);
    vec![
        Endpoint::get("/security-console/users", needs, page_users::show),
        Endpoint::get("/security-console/users/{username}", needs, page_user::show),
        Endpoint::post("/security-console/users/{username}", needs, user_actions::save),
        Endpoint::get("/security-console/roles", needs, page_roles::show),
        Endpoint::get("/security-console/roles/new", needs, page_role::show_new),
        Endpoint::post("/security-console/roles/new", needs, role_actions::create),
        Endpoint::get("/security-console/roles/{code}", needs, page_role::show),
        Endpoint::post("/security-console/roles/{code}", needs, role_actions::change),
        Endpoint::get("/security-console/why", needs, page_why::show),
    ]
}
