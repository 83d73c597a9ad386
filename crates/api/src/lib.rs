//! The API under `/api/v1`: JSON for other systems, each with a token of its own. No page, no session, no cookie.

mod access;
mod body;
mod caller;
mod cursor;
mod decision;
mod description;
pub mod gate;
mod problem;
mod query;
mod reassign;
mod refused;
mod tasks;
mod wire;

use domain::scope::Scope;

use crate::endpoint::{Endpoint, Needs};

pub use problem::Problem;

/// What every path of the API begins with.
pub const PREFIX: &str = "/api/v1";

/// What this feature answers to.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/api/v1/openapi.json", Needs::Nothing, description::show),
        Endpoint::get("/api/v1/tasks", Needs::Scope(Scope::TasksRead), tasks::list),
        Endpoint::post("/api/v1/tasks", Needs::Scope(Scope::TasksWrite), tasks::create),
        Endpoint::get("/api/v1/tasks/{id}", Needs::Scope(Scope::TasksRead), tasks::show),
        Endpoint::post(
            "/api/v1/tasks/{id}/decision",
            Needs::Scope(Scope::TasksDecide),
            decision::decide,
        ),
        Endpoint::post(
            "/api/v1/tasks/{id}/reassign",
            Needs::Scope(Scope::TasksDecide),
            reassign::reassign,
        ),
        Endpoint::get(
            "/api/v1/people/{username}/access",
            Needs::Scope(Scope::PeopleRead),
            access::of_person,
        ),
        Endpoint::get(
            "/api/v1/access/check",
            Needs::Scope(Scope::AccessRead),
            access::check,
        ),
    ]
}
