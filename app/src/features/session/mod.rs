//! Signing in and out. The session itself, its cookie and its store are the server's.

#[cfg(feature = "ssr")]
mod actions;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod page_login;

#[cfg(feature = "ssr")]
use crate::endpoint::{Endpoint, Needs};

/// What this feature answers to.
#[cfg(feature = "ssr")]
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/login", Needs::Nothing, page_login::show),
        Endpoint::post("/login", Needs::Nothing, actions::sign_in),
        Endpoint::post("/logout", Needs::Nothing, actions::sign_out),
    ]
}
