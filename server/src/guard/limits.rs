//! How much a request may send and how long it may take, and what is left to say after a defect.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use api::Problem;
use app::error::PageError;
use app::layout::Layout;
use app::local_path::LocalPath;
use app::render::Render;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;

/// The largest form, in bytes.
pub(crate) const LARGEST_BODY: usize = 256 * 1024;

/// The largest body of a call to the API, in bytes.
pub(crate) const LARGEST_CALL: usize = 64 * 1024;

/// The longest that a page may take. What has not been committed by then is rolled back; whether it has been, nobody knows then.
pub(crate) const LONGEST: Duration = Duration::from_secs(30);

/// Gives up on a request that takes too long.
pub(crate) async fn within_time(
    State((layout, longest)): State<(Layout, Duration)>,
    request: Request,
    next: Next,
) -> Response {
    let path = LocalPath::of_request(request.uri());
    let changes_nothing = request.method().is_safe();
    match tokio::time::timeout(longest, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            let seconds = longest.as_secs();
            let error = PageError::out_of_time(changes_nothing, format!("it took longer than {seconds} s"));
            Render::new(layout, None, path, None).error(&error).await
        }
    }
}

/// Gives up on a call that takes too long.
pub(crate) async fn call_within_time(
    State(longest): State<Duration>,
    request: Request,
    next: Next,
) -> Response {
    let changes_nothing = request.method().is_safe();
    match tokio::time::timeout(longest, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            let cause = format_args!("it took longer than {} s", longest.as_secs());
            Problem::out_of_time(changes_nothing, cause).into_response()
        }
    }
}

/// The answer after a panic; the panic itself has been written to standard error.
pub(crate) fn call_panicked(panic: &(dyn Any + Send)) -> Response {
    Problem::internal(words_of(panic)).into_response()
}

fn words_of(panic: &(dyn Any + Send)) -> &str {
    let words = panic.downcast_ref::<String>().map(String::as_str);
    words
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without words")
}

/// The page after a panic; the panic itself has been written to standard error.
pub(crate) async fn without_panic(State(layout): State<Layout>, request: Request, next: Next) -> Response {
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            let error = PageError::internal(words_of(panic.as_ref()));
            Render::new(layout, None, LocalPath::root(), None)
                .error(&error)
                .await
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::http::Method;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use std::sync::Arc;

    use super::*;

    fn heading(body: &str) -> String {
        test_page::Document::parse(body).one("h1").text()
    }

    async fn defect() {
        panic!("secret words");
    }

    async fn ask(path: &'static str) -> (u16, String) {
        send(Method::GET, path).await
    }

    async fn send(method: Method, path: &'static str) -> (u16, String) {
        let layout = Layout::new(Arc::default(), |_| None);
        let state = (layout.clone(), Duration::from_millis(5));
        let routes = Router::new()
            .route(
                "/endless",
                get(std::future::pending::<()>).post(std::future::pending::<()>),
            )
            .route("/defect", get(defect))
            .layer(from_fn_with_state(state, within_time))
            .layer(from_fn_with_state(layout, without_panic));
        let request = Request::builder()
            .method(method)
            .uri(path)
            .body(Body::empty())
            .unwrap();
        let response = routes.oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn what_takes_too_long_is_given_up() {
        let (status, body) = ask("/endless").await;
        assert_eq!(status, 503);
        assert_eq!(heading(&body), "Locum is not available for the moment");
        assert!(body.contains("Nothing was changed"), "{body}");
    }

    #[tokio::test]
    async fn nobody_says_that_nothing_was_changed_by_a_form_that_was_cut_off() {
        let (status, body) = send(Method::POST, "/endless").await;
        assert_eq!(status, 503);
        assert!(
            body.contains("may have been done all the same") && !body.contains("Nothing was changed"),
            "{body}"
        );
    }

    #[tokio::test]
    async fn a_defect_is_a_page_that_tells_nothing_of_it() {
        let (status, body) = ask("/defect").await;
        assert_eq!(status, 500);
        assert_eq!(heading(&body), "Something went wrong");
        assert!(!body.contains("secret"), "{body}");
    }
}
