//! The form that a request sends, by its id and what is in it: sent twice, it is one change (G6).

use std::borrow::Cow;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use islands::question::FORM_ID;
use services::form_submissions::SentForm;
use uuid::Uuid;

/// Reads the form, and puts its id into the request's extensions. A form without an id passes as it is.
///
/// # Errors
/// The refusal of a body that is too long, as the handler would answer it.
pub(crate) async fn note(request: Request) -> Result<Request, Response> {
    if *request.method() != Method::POST || !is_form(&request) {
        return Ok(request);
    }
    let (parts, body) = request.into_parts();
    let whole = Request::from_parts(parts.clone(), body);
    let body = Bytes::from_request(whole, &()).await;
    let body = body.map_err(IntoResponse::into_response)?;
    let form = id_of(&body).map(|id| SentForm::new(id, parts.uri.path(), &body));
    let mut request = Request::from_parts(parts, Body::from(body));
    if let Some(form) = form {
        request.extensions_mut().insert(form);
    }
    Ok(request)
}

fn is_form(request: &Request) -> bool {
    const FORM: &[u8] = b"application/x-www-form-urlencoded";
    let kind = request.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(FORM))
}

/// The id that its page gave the form; none: it has none.
fn id_of(body: &[u8]) -> Option<Uuid> {
    let fields: Vec<(Cow<'_, str>, Cow<'_, str>)> = serde_urlencoded::from_bytes(body).ok()?;
    let (_, id) = fields.iter().find(|(name, _)| name == FORM_ID)?;
    Uuid::try_parse(id).ok()
}
