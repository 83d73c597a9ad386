//! Signing in, passwords, and where sessions are kept (S).

pub mod password;
mod sign_in;
mod sign_out;
pub mod store;

pub use sign_in::{Gate, SignInError};
