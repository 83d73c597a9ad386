//! Signing in, passwords, and where sessions are kept (S).

mod gate;
pub mod password;
mod sign_in;
mod sign_out;
pub mod store;

pub use gate::Gate;
pub use sign_in::SignInError;
