//! One line in the log, one count and one id for every request, and where it came from.

use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use app::context::{ClientAddress, RequestId};
use axum::extract::{ConnectInfo, MatchedPath, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;
use uuid::Uuid;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const LONGEST_ID: usize = 64;

/// Wraps everything: what is inside may rely on [`RequestId`] and [`ClientAddress`].
pub(crate) async fn observe(mut request: Request, next: Next) -> Response {
    let id = id_of(request.headers());
    let address = client_address(&request);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let span = tracing::info_span!("request", request_id = %id, %method, path = request.uri().path());
    request.extensions_mut().insert(RequestId(id.clone()));
    request.extensions_mut().insert(ClientAddress(address));

    let begun = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = begun.elapsed();

    let status = response.status();
    let latency_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    span.in_scope(|| tracing::info!(status = status.as_u16(), latency_ms, "answered"));
    crate::metrics::count(
        &method,
        route.as_ref().map_or("none", MatchedPath::as_str),
        status,
        took,
    );
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// The id a proxy gave it, if it is one; it ends up in logs and audit entries, so not anything goes.
fn id_of(headers: &HeaderMap) -> String {
    let given = headers.get(REQUEST_ID).and_then(|id| id.to_str().ok());
    let is_sane = |id: &&str| {
        let mut bytes = id.bytes();
        (8..=LONGEST_ID).contains(&id.len())
            && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    given
        .filter(is_sane)
        .map_or_else(|| Uuid::new_v4().to_string(), str::to_owned)
}

/// Where the request came from, for the limit on signing in. Behind a proxy on this machine, what that proxy saw:
/// the last address in `X-Forwarded-For`. Whatever stands before it, the client may have written itself.
fn client_address(request: &Request) -> String {
    let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() else {
        return "unknown".to_owned();
    };
    let forwarded = || {
        let last = request
            .headers()
            .get_all(FORWARDED_FOR)
            .iter()
            .next_back()?
            .to_str()
            .ok()?;
        last.rsplit(',').next()?.trim().parse::<IpAddr>().ok()
    };
    let peer = peer.ip().to_canonical();
    let address = if peer.is_loopback() {
        forwarded().unwrap_or(peer)
    } else {
        peer
    };
    address.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(peer: &str, forwarded: &[&str]) -> String {
        let mut request = Request::new(axum::body::Body::empty());
        request
            .extensions_mut()
            .insert(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
        for value in forwarded {
            request
                .headers_mut()
                .append(FORWARDED_FOR, HeaderValue::from_str(value).unwrap());
        }
        client_address(&request)
    }

    #[test]
    fn only_a_proxy_on_this_machine_is_believed() {
        assert_eq!(from("10.0.0.9:5", &["1.2.3.4"]), "10.0.0.9");
        assert_eq!(from("127.0.0.1:5", &[]), "127.0.0.1");
        assert_eq!(from("127.0.0.1:5", &["6.6.6.6, 1.2.3.4"]), "1.2.3.4");
        assert_eq!(from("[::1]:5", &["6.6.6.6", "1.2.3.4"]), "1.2.3.4");
        assert_eq!(from("127.0.0.1:5", &["somebody"]), "127.0.0.1");
    }

    #[test]
    fn an_odd_request_id_is_replaced() {
        let with = |id: &str| {
            let headers = HeaderMap::from_iter([(REQUEST_ID, HeaderValue::from_str(id).unwrap())]);
            id_of(&headers)
        };
        assert_eq!(with("0190-abc_def.1"), "0190-abc_def.1");
        for odd in [
            "",
            "short",
            "has spaces in it",
            "<script>alert</script>",
            &"a".repeat(65),
        ] {
            assert_ne!(with(odd), odd);
        }
    }
}
