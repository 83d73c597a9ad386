//! What machines ask: is it alive, is it ready, how much does it do. No session, no personal data.

use app::routes::{Listed, Needs};
use axum::Router;
use axum::extract::State;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
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

/// Ready: the database answers and has the schema that this program knows.
async fn ready(State(probed): State<Probed>) -> (StatusCode, &'static str) {
    match db::migrations::is_current(probed.services.pool()).await {
        Ok(true) => (StatusCode::OK, "ready\n"),
        Ok(false) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the database has another schema\n",
        ),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database cannot be reached\n",
            )
        }
    }
}

async fn measured(State(probed): State<Probed>) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (kind, probed.metrics.render(probed.services.pool())).into_response()
}
