//! The door of the API (S, G9): a token in force with the scope that the endpoint needs, read anew at each request. What
//! a browser sends by itself, such as a cookie, opens nothing here; so nothing that another site makes a browser send
//! does either, and no check of its origin is needed.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use services::Services;
use services::api::Bearer;
use services::api::secret::Secret;
use services::endpoint::Needs;
use services::refusals::{Asker, Who};

use crate::caller::idempotency_key;
use crate::problem::{Place, Problem};

/// What stands before one endpoint.
#[derive(Clone)]
pub(crate) struct ApiGate {
    pub(crate) services: Services,
    pub(crate) needs: Needs,
}

/// Lets through whoever has what is needed, with their [`Bearer`] among the extensions.
pub(crate) async fn pass(State(gate): State<ApiGate>, mut request: Request, next: Next) -> Response {
    let mut response = match admit(&gate, &mut request).await {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_bare = kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    // A refusal of axum's own.
    if is_bare && response.status().is_client_error() {
        response = Problem::of_status(response.status()).into_response();
    }
    let headers = response.headers_mut();
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

async fn admit(gate: &ApiGate, request: &mut Request) -> Result<(), Problem> {
    let scope = match gate.needs {
        Needs::Nothing if matches!(*request.method(), Method::GET | Method::HEAD) => return Ok(()),
        Needs::Scope(scope) => scope,
        // Sessions are not looked at here.
        _ => return Err(Problem::unauthenticated(false)),
    };
    let secret = sent(request.headers())?;
    // Before any query, the one that says whose token it is included.
    gate.services.brakes().call(&secret).map_err(Problem::too_many)?;
    let key = match *request.method() {
        Method::POST => idempotency_key(request.headers()).unwrap_or_default(),
        _ => None,
    };
    let found = gate.services.api().bearer(&secret, key).await;
    let bearer: Bearer = found
        .map_err(|error| Problem::of(error, Place::Header))?
        .ok_or_else(|| Problem::unauthenticated(true))?;
    if let Some(asker) = request.extensions().get::<Asker>() {
        asker.is(Who::Token(bearer.through()));
    }
    if !bearer.scopes.contains(&scope) {
        return Err(Problem::out_of_scope(scope));
    }
    request.extensions_mut().insert(bearer);
    Ok(())
}

/// The secret in `Authorization: Bearer …`.
fn sent(headers: &HeaderMap) -> Result<Secret, Problem> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = values.next() else {
        return Err(Problem::unauthenticated(false));
    };
    let text = value.to_str().unwrap_or_default();
    let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Problem::unauthenticated(false));
    }
    // Two of them: whose request would it be?
    let secret = Secret::parse(token.trim()).filter(|_| values.next().is_none());
    secret.ok_or_else(|| Problem::unauthenticated(true))
}

/// There is nothing at this path.
pub async fn nothing_here() -> Problem {
    Problem::of_status(StatusCode::NOT_FOUND)
}

/// There is, but not by this method.
pub(crate) async fn not_that_way() -> Problem {
    Problem::of_status(StatusCode::METHOD_NOT_ALLOWED)
}
