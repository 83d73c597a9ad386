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
    let id = Uuid::new_v4().to_string();
    let clients = clients_id(request.headers());
    let address = client_address(&request);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let span = tracing::info_span!("request", request_id = %id, client_request_id = clients, %method, path = request.uri().path());
    request
        .extensions_mut()
        .insert(RequestId(services::actor::RequestId {
            own: id.clone(),
            clients,
        }));
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

/// What the client, or a proxy before us, calls the request: kept beside our own id, and never instead of it, so that nobody can
/// choose what stands in our logs. Of what was sent the usual characters of ids are kept, and no more of them than fit.
fn clients_id(headers: &HeaderMap) -> Option<String> {
    let given = headers.get(REQUEST_ID)?.as_bytes();
    let usual = |byte: &&u8| byte.is_ascii_alphanumeric() || b"-_.:/+=@".contains(byte);
    let kept = given.iter().filter(usual).take(LONGEST_ID);
    let kept: String = kept.map(|byte| char::from(*byte)).collect();
    (!kept.is_empty()).then_some(kept)
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
    fn what_the_client_calls_a_request_is_cleaned_and_cut() {
        let with = |id: &[u8]| {
            let headers = HeaderMap::from_iter([(REQUEST_ID, HeaderValue::from_bytes(id).unwrap())]);
            clients_id(&headers)
        };
        for usual in ["0190-abc_def.1", "Root=1-67891233-abcdef0:7/8+9@eu"] {
            assert_eq!(with(usual.as_bytes()).as_deref(), Some(usual));
        }
        assert_eq!(
            with(b"<script>a b</script>\t\xff").as_deref(),
            Some("scriptab/script")
        );
        assert_eq!(with("a".repeat(200).as_bytes()), Some("a".repeat(LONGEST_ID)));
        assert_eq!(with(b""), None);
        assert_eq!(with(b"\xff\xfe <>"), None);
        assert_eq!(clients_id(&HeaderMap::new()), None);
    }
}
