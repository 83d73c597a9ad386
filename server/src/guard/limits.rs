//! How much a request may send and how long it may take, and what is left to say after a defect.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use app::error::PageError;
use app::local_path::LocalPath;
use app::render::Render;
use app::site::Site;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

/// The largest form, in bytes.
pub(crate) const LARGEST_BODY: usize = 256 * 1024;

/// The longest that a page may take. What has not been committed by then is rolled back.
const LONGEST: Duration = Duration::from_secs(30);

/// Gives up on a request that takes too long.
pub(crate) async fn within_time(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let path = LocalPath::of_request(request.uri());
    match tokio::time::timeout(LONGEST, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            let error = PageError::unavailable("it took longer than 30 s");
            Render::new(site, None, path, None).error(&error)
        }
    }
}

/// The page after a panic; the panic itself has been written to standard error.
pub(crate) fn panicked(site: &Arc<Site>, panic: &(dyn Any + Send)) -> Response {
    let words = panic.downcast_ref::<String>().map(String::as_str);
    let words = words
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without words");
    Render::new(Arc::clone(site), None, LocalPath::root(), None).error(&PageError::internal(words))
}
