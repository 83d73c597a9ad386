//! The table of all calls, with the scope that each needs, and the router made of it.
//!
//! Invariant: there is no way to mount a handler without stating its scope, and the gate asks for it before the handler runs.

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};
use domain::scope::Scope;
use services::Services;
use services::endpoint::{Cost, Listed, Needs, has_query};

use crate::gate::{ApiGate, not_that_way, nothing_here, pass};
use crate::{PREFIX, access, decision, description, reassign, tasks};

/// One call.
struct Endpoint {
    listed: Listed,
    handler: MethodRouter<Services>,
}

impl Endpoint {
    /// A call that changes nothing.
    fn get<H, T>(path: &'static str, needs: Needs, handler: H) -> Self
    where
        H: Handler<T, Services>,
        T: 'static,
    {
        Self {
            listed: listed::<T>(Method::GET, path, needs),
            handler: get(handler),
        }
    }

    /// A call that changes something.
    fn post<H, T>(path: &'static str, scope: Scope, handler: H) -> Self
    where
        H: Handler<T, Services>,
        T: 'static,
    {
        Self {
            listed: listed::<T>(Method::POST, path, Needs::Scope(scope)),
            handler: post(handler),
        }
    }
}

/// Each token has a rate, whatever it calls.
fn listed<Arguments>(method: Method, path: &'static str, needs: Needs) -> Listed {
    Listed {
        method,
        path,
        needs,
        cost: Cost::Usual,
        has_query: has_query::<Arguments>(),
    }
}

fn endpoints() -> [Endpoint; 8] {
    [
        Endpoint::get("/api/v1/openapi.json", Needs::Nothing, description::show),
        Endpoint::get("/api/v1/tasks", Needs::Scope(Scope::TasksRead), tasks::list),
        Endpoint::post("/api/v1/tasks", Scope::TasksWrite, tasks::create),
        Endpoint::get("/api/v1/tasks/{id}", Needs::Scope(Scope::TasksRead), tasks::show),
        Endpoint::post(
            "/api/v1/tasks/{id}/decision",
            Scope::TasksDecide,
            decision::decide,
        ),
        Endpoint::post(
            "/api/v1/tasks/{id}/reassign",
            Scope::TasksDecide,
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

/// Every call, with its whole path.
pub fn table() -> Vec<Listed> {
    endpoints().map(|endpoint| endpoint.listed).into()
}

/// The router of all calls, to be nested below [`PREFIX`].
pub fn router(services: &Services) -> Router {
    let calls = endpoints().into_iter().fold(Router::new(), |router, endpoint| {
        let Endpoint { listed, handler } = endpoint;
        let gate = ApiGate {
            services: services.clone(),
            needs: listed.needs,
        };
        let path = listed.path.strip_prefix(PREFIX).unwrap_or(listed.path);
        router.route(path, handler.route_layer(from_fn_with_state(gate, pass)))
    });
    calls
        .method_not_allowed_fallback(not_that_way)
        .fallback(nothing_here)
        .with_state(services.clone())
}
