//! Signing in, passwords, and where sessions are kept (S).

mod gate;
pub mod guessing;
pub(crate) mod hashing;
pub mod known_browser;
mod new_password;
pub mod password;
mod set_password;
mod sign_in;
mod sign_out;
pub mod store;

pub use gate::{Gate, network_of, wide_network_of};
pub use sign_in::{SignIn, SignInError, SignedIn};

/// The use cases of this feature: signing in and out, passwords, sessions.
#[derive(Clone, Copy)]
pub struct Authentication<'a> {
    services: &'a crate::Services,
}

impl crate::Services {
    /// Use cases: signing in and out, passwords, sessions.
    pub fn session(&self) -> Authentication<'_> {
        Authentication { services: self }
    }
}
