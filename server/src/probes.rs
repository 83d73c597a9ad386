//! What machines ask: is it alive, is it ready; and, on a listener of its own, how much does it do. No session, no personal data.

use std::net::SocketAddr;

use axum::Router;
use axum::extract::State;
use axum::http::{Method, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use db::migrations::Compatibility;
use services::Services;
use services::endpoint::{Cost, Listed, Needs};

use crate::config::{Hsts, PublicUrl};
use crate::guard::harden;
use crate::metrics::Metrics;

/// The paths on the listener for people, for the permission matrix.
pub fn table() -> Vec<Listed> {
    let listed = |path| Listed {
        method: Method::GET,
        path,
        needs: Needs::Nothing,
        cost: Cost::Usual,
        has_query: false,
    };
    ["/healthz", "/readyz"].into_iter().map(listed).collect()
}

/// What is answered at `LOCUM_METRICS_LISTEN`: `GET /metrics`, and nothing else. `address` is where that is.
pub fn metrics_app(services: Services, address: SocketAddr) -> Router {
    let url = PublicUrl::of_listener(address);
    let measured = Measured {
        services,
        metrics: Metrics::of_process(),
    };
    Router::new()
        .route("/metrics", get(measurements))
        .with_state(measured)
        .layer(from_fn_with_state((url, Hsts::Host), harden))
}

pub(crate) fn router(services: Services) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .with_state(services)
}

#[derive(Clone)]
struct Measured {
    services: Services,
    metrics: Metrics,
}

/// Ready: the database answers, and this version may use its schema (O3).
async fn ready(State(services): State<Services>) -> (StatusCode, String) {
    let not_ready = |why: String| (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n"));
    match db::migrations::compatibility(services.pool()).await {
        Ok(Compatibility::Current | Compatibility::Newer) => (StatusCode::OK, "ready\n".to_owned()),
        Ok(Compatibility::Behind) => not_ready("the database has not been migrated yet".to_owned()),
        Ok(Compatibility::Incompatible(why)) => not_ready(why.to_string()),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            not_ready("the database cannot be reached".to_owned())
        }
    }
}

async fn measurements(State(measured): State<Measured>) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (kind, measured.metrics.render(measured.services.pool())).into_response()
}
