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
