//! The answer with a page: its document, and the headers that belong to it.

use std::sync::Once;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::{FutureExt, StreamExt, future, stream};
use leptos::nonce::{Nonce, use_nonce};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use crate::error::PageError;
use crate::shell::{self, Around};

/// The page with this title and content. `view` is drawn once, within the request.
pub(super) async fn answer(
    status: StatusCode,
    title: String,
    around: Around,
    view: impl FnOnce() -> AnyView + Send + 'static,
) -> Response {
    begin_executor();
    let mut request = Request::new(Body::empty());
    if let Ok(uri) = around.path.as_str().parse() {
        *request.uri_mut() = uri;
    }
    let context = move || {
        let Some(options) = use_context::<ResponseOptions>() else {
            return;
        };
        options.set_status(status);
        options.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        // Leptos has made the nonce by now.
        let policy = use_nonce().and_then(|nonce| content_security_policy(&nonce).parse().ok());
        if let Some(policy) = policy {
            options.insert_header(header::CONTENT_SECURITY_POLICY, policy);
        }
    };
    let page = move || {
        // Leptos takes all of a page for something to wake, unless it is told that only the islands are.
        if let Some(shared) = Owner::current_shared_context() {
            shared.set_is_hydrating(false);
        }
        shell::document(title, around, view)
    };
    let response = leptos_axum::handle_response_inner(context, page, request, |document, _, _| {
        // In one piece: pages load what they show before they are drawn. The scripts which Leptos would add are for resources, and no
        // island has one.
        future::ready(stream::iter([document.to_html()]).boxed()).boxed()
    })
    .await;
    in_one_piece(response).await
}

/// With its length, so that the page can be answered to HEAD, and a connection that breaks is noticed.
async fn in_one_piece(response: Response) -> Response {
    let (parts, body) = response.into_parts();
    match to_bytes(body, usize::MAX).await {
        Ok(page) => Response::from_parts(parts, Body::from(page)),
        Err(error) => PageError::internal(error).into_response(),
    }
}

/// Leptos gives way to other tasks once while it answers, by the executor that it is told of.
fn begin_executor() {
    static EXECUTOR: Once = Once::new();
    EXECUTOR.call_once(|| {
        // An error says that somebody else has set it, which serves as well.
        let _ = any_spawner::Executor::init_tokio();
    });
}

fn content_security_policy(nonce: &Nonce) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'; manifest-src 'self'"
    )
}
