//! The one router: pages behind sessions and the check where a form came from; the API behind tokens alone; files and
//! probes without.

use std::sync::Arc;

use app::context::AppState;
use app::layout::Layout;
use app::site::Site;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::Method;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::any;
use services::Services;
use services::clock::Clock;
use services::endpoint::Listed;
use tower::ServiceBuilder;
use tower_http::ServiceBuilderExt;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::MakeRequestUuid;

use crate::config::{Hsts, PublicUrl, TrustedProxies};
use crate::guard::{
    LARGEST_BODY, LARGEST_CALL, LONGEST, call_panicked, call_within_time, from_this_site, harden,
    within_time, without_panic,
};
use crate::metrics::Metrics;
use crate::requests::{observe, set_clients_id_apart};
use crate::session::{Sessions, attach};
use crate::{probes, refusals, site};

/// What the router has to know beside the use cases.
#[derive(Debug, Clone)]
pub struct AppConfig {
    /// The address that browsers use: for the check where a form came from, and for the cookie.
    pub public_url: PublicUrl,
    /// Measures the life of sessions: the machine's, but in tests of that life.
    pub session_clock: Clock,
    /// The proxies that may say where a request came from.
    pub trusted_proxies: TrustedProxies,
    /// Which hosts browsers have to reach by https.
    pub hsts: Hsts,
}

/// Everything that Locum answers to. Of two layers the later one is the outer.
pub fn app(services: Services, site: Arc<Site>, config: AppConfig) -> Router {
    // What is answered is counted from the first request on, whoever reads it.
    Metrics::of_process();
    let AppConfig {
        public_url,
        session_clock,
        trusted_proxies,
        hsts,
    } = config;
    let layout = Layout::new(site, app::routes::needs_of_page);
    let sessions = Sessions::new(
        services.clone(),
        layout.clone(),
        session_clock,
        public_url.is_https(),
    );
    let state = AppState {
        services: services.clone(),
        layout: layout.clone(),
    };
    let pages = app::routes::router(&layout, &services)
        .with_state(state)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn_with_state(sessions, attach))
        // Before the session: what is refused costs no query.
        .layer(from_fn_with_state((layout.clone(), public_url.clone()), from_this_site))
        .layer(from_fn_with_state((layout.clone(), LONGEST), within_time));
    let calls = api::router(&services)
        .layer(DefaultBodyLimit::max(LARGEST_CALL))
        .layer(from_fn_with_state(LONGEST, call_within_time))
        .layer(CatchPanicLayer::custom(|panic: Box<dyn std::any::Any + Send>| {
            call_panicked(panic.as_ref())
        }));
    pages
        .nest(api::PREFIX, calls)
        // What is nested answers to everything below its prefix but to this.
        .route(&format!("{}/", api::PREFIX), any(api::nothing_here))
        .layer(from_fn_with_state(services.clone(), wake_deliverer))
        .layer(from_fn_with_state(services.clone(), refusals::note))
        .merge(site::router())
        .merge(probes::router(services))
        .layer(from_fn_with_state(layout, without_panic))
        .layer(from_fn_with_state((public_url, hsts), harden))
        .layer(
            // Here the earlier one is the outer.
            ServiceBuilder::new()
                .map_request(set_clients_id_apart)
                .set_x_request_id(MakeRequestUuid)
                .propagate_x_request_id()
                .layer(from_fn_with_state(Arc::new(trusted_proxies), observe)),
        )
}

/// Every way in: pages, calls of the API, and probes.
pub fn table() -> Vec<Listed> {
    let pages = app::routes::table().iter().cloned();
    pages.chain(api::table()).chain(probes::table()).collect()
}

/// Whatever may have changed something may have written messages: their delivery begins after the commit, not at the next
/// poll.
async fn wake_deliverer(State(services): State<Services>, request: Request, next: Next) -> Response {
    let may_change = !matches!(*request.method(), Method::GET | Method::HEAD);
    let response = next.run(request).await;
    if may_change {
        services.notify().wake().up();
    }
    response
}
