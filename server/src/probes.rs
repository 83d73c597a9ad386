//! What machines ask: is it alive, is it ready, how much does it do. No session, no personal data.

use app::routes::{Listed, Needs};
use axum::Router;
use axum::extract::State;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use db::migrations::Compatibility;
use services::Services;

use crate::metrics::Metrics;

/// The paths, for the permission matrix.
pub fn table() -> Vec<Listed> {
    let listed = |path| Listed {
        method: Method::GET,
        path,
        needs: Needs::Nothing,
    };
    ["/healthz", "/readyz", "/metrics"]
        .into_iter()
        .map(listed)
        .collect()
}

pub(crate) fn router(services: Services, metrics: Metrics) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(measured))
        .with_state(Probed { services, metrics })
}

#[derive(Clone)]
struct Probed {
    services: Services,
    metrics: Metrics,
}

/// Ready: the database answers, and this version may use its schema (O3).
async fn ready(State(probed): State<Probed>) -> (StatusCode, String) {
    let not_ready = |why: String| (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n"));
    match db::migrations::compatibility(probed.services.pool()).await {
        Ok(Compatibility::Current | Compatibility::Newer) => (StatusCode::OK, "ready\n".to_owned()),
        Ok(Compatibility::Behind) => not_ready("the database has not been migrated yet".to_owned()),
        Ok(Compatibility::Incompatible(why)) => not_ready(why.to_string()),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            not_ready("the database cannot be reached".to_owned())
        }
    }
}

async fn measured(State(probed): State<Probed>) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (kind, probed.metrics.render(probed.services.pool())).into_response()
}
