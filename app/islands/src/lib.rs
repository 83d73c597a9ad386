//! What runs in the browser: the islands and their server functions, and what they share with the pages: forms, previews, questions,
//! and the words that forms post. One code for both targets, without any `cfg`: the server draws each island with it, and the
//! browser wakes it.
//!
//! Nothing here reaches the use cases: what a server function answers is the application's to know ([`answers`]). So a change in a
//! page, a rule of the database or a use case rebuilds no wasm.

pub mod answers;
pub mod codes;
pub mod delegates;
mod erased;
pub mod face;
pub mod fields;
pub mod meaning;
pub mod packed;
pub mod person_picker;
pub mod policies;
pub mod question;
mod questions;
pub mod role_delegations;
pub mod server_error;
pub mod textarea;
pub mod typed;
