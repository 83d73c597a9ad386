//! Signing in and out. The session itself, its cookie and its store are the server's.

mod actions;
mod form;
mod page_login;

use crate::endpoint::{Endpoint, Needs};

/// What this feature answers to.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/login", Needs::Nothing, page_login::show),
        Endpoint::post("/login", Needs::Nothing, actions::sign_in),
        Endpoint::post("/logout", Needs::Nothing, actions::sign_out),
    ]
}
