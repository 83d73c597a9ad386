//! The API under `/api/v1`: JSON for other systems, each with a token of its own. Here lives what is said over HTTP: bodies, queries,
//! answers, problems, and their description; what a call does is a use case of `services`. No page, no session, no cookie: a cookie
//! opens nothing here, and a token opens nothing elsewhere.

mod access;
mod body;
mod caller;
mod cursor;
mod decision;
mod description;
mod endpoint;
mod gate;
mod problem;
mod query;
mod reassign;
mod refused;
mod tasks;
mod wire;

pub use endpoint::{router, table};
pub use gate::nothing_here;
pub use problem::Problem;

/// What every path of the API begins with.
pub const PREFIX: &str = "/api/v1";
