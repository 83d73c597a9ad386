//! What other systems do through the API: their tokens.

pub mod secret;
mod tokens;

pub use tokens::{Bearer, Token};
