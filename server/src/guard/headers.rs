//! Headers that tell a browser what to refuse. The content security policy is each page's own, for its nonce.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::config::{Hsts, PublicUrl};

const ALWAYS: [(HeaderName, HeaderValue); 6] = [
    // `no-referrer` would make the origin of a form null, and the form be refused.
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
        ),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

/// Adds them to every answer.
pub(crate) async fn harden(
    State((public_url, hsts)): State<(PublicUrl, Hsts)>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, value);
    }
    // What is no page has no policy of its own, and runs nothing.
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(
            "default-src 'none'; frame-ancestors 'none'",
        ));
    if public_url.is_https() {
        let a_year = HeaderValue::from_static(match hsts {
            Hsts::Host => "max-age=31536000",
            Hsts::Subdomains => "max-age=31536000; includeSubDomains",
        });
        headers.insert(header::STRICT_TRANSPORT_SECURITY, a_year);
    }
    response
}
