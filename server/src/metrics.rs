//! Counts and durations, in Prometheus' text format. Requests are counted by the pattern of their route, never by
//! their path: a label that a visitor can choose would fill the memory.

use std::sync::OnceLock;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use db::Pool;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

const BUCKETS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

/// What has been counted so far, in this process. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Metrics {
    handle: PrometheusHandle,
}

impl Metrics {
    /// Begins to count, if nothing does yet.
    pub(crate) fn of_process() -> Self {
        static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
        let handle = HANDLE.get_or_init(|| {
            // The buckets are not empty, which is the only thing that can be wrong with them.
            let builder = PrometheusBuilder::new();
            let builder = builder
                .set_buckets(&BUCKETS)
                .unwrap_or_else(|_| PrometheusBuilder::new());
            let recorder = builder.build_recorder();
            let handle = recorder.handle();
            // An error says that another recorder is there; what is counted then goes to that one.
            let _ = metrics::set_global_recorder(recorder);
            handle
        });
        Self {
            handle: handle.clone(),
        }
    }

    /// Folds what was measured into its buckets, so that memory stays bounded where nobody reads.
    pub(crate) fn upkeep(&self) {
        self.handle.run_upkeep();
    }

    /// Everything, as text.
    pub(crate) fn render(&self, pool: &Pool) -> String {
        let status = pool.status();
        for (state, count) in [
            ("open", status.open),
            ("idle", status.idle),
            ("waiting", status.waiting),
        ] {
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            metrics::gauge!("locum_database_pool", "state" => state).set(f64::from(count));
        }
        self.handle.render()
    }
}

/// Counts one answered request.
pub(crate) fn count(method: &Method, route: &str, status: StatusCode, took: Duration) {
    let method = match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    };
    let route = route.to_owned();
    metrics::counter!(
        "locum_http_requests_total",
        "method" => method, "route" => route.clone(), "status" => status.as_str().to_owned()
    )
    .increment(1);
    metrics::histogram!("locum_http_request_duration_seconds", "method" => method, "route" => route)
        .record(took.as_secs_f64());
}
