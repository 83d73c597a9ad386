//! Signing in, passwords, and where sessions are kept (S).

pub mod password;
mod sign_in;
pub mod store;

pub use sign_in::{Gate, SignInError};
