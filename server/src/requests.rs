//! One line in the log, one count and one id for every request, and where it came from.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use app::context::ClientAddress;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName};
use axum::middleware::Next;
use axum::response::Response;
use services::actor::RequestId;
use services::changes::Changes;
use tower_http::request_id;
use tracing::Instrument;

use crate::config::TrustedProxies;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const LONGEST_ID: usize = 64;

/// What the client calls a request.
#[derive(Debug, Clone)]
struct ClientsId(Option<String>);

/// Takes what the client calls the request out of its header, before the request gets our own id: tower-http's layer would believe it.
pub(crate) fn set_clients_id_apart(mut request: Request) -> Request {
    let clients = ClientsId(clients_id(request.headers()));
    request.headers_mut().remove(REQUEST_ID);
    request.extensions_mut().insert(clients);
    request
}

/// Wraps everything: what is inside may rely on [`RequestId`] and [`ClientAddress`]. The request has got its id.
pub(crate) async fn observe(
    State(proxies): State<Arc<TrustedProxies>>,
    mut request: Request,
    next: Next,
) -> Response {
    let extensions = request.extensions();
    let id = extensions
        .get::<request_id::RequestId>()
        .and_then(|id| id.header_value().to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let clients = extensions.get::<ClientsId>().and_then(|ClientsId(id)| id.clone());
    let (address, scheme) = client(&request, &proxies);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let span = tracing::info_span!("request", request_id = %id, client_request_id = clients, %method, path = request.uri().path());
    request.extensions_mut().insert(RequestId { own: id, clients });
    request.extensions_mut().insert(ClientAddress(address));
    request.extensions_mut().insert(scheme);

    let begun = Instant::now();
    // What only reads has nothing to say of changes.
    let answered = next.run(request).instrument(span.clone());
    let response = if method.is_safe() {
        answered.await
    } else {
        Changes::default().of(answered).await
    };
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

/// By which scheme the client asked, as far as is known: what a trusted proxy says, else plain HTTP, which is all that is spoken
/// here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClientScheme(pub(crate) &'static str);

impl ClientScheme {
    pub(crate) const PLAIN: Self = Self("http");
    pub(crate) const HTTPS: Self = Self("https");
}

/// Where the request came from, and by which scheme. Behind trusted proxies the client is the last address in `X-Forwarded-For` that
/// is none of theirs: whatever stands before it, the client may have written itself.
fn client(request: &Request, proxies: &TrustedProxies) -> (String, ClientScheme) {
    const PLAIN: ClientScheme = ClientScheme::PLAIN;
    let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() else {
        return ("unknown".to_owned(), PLAIN);
    };
    let mut client = peer.ip().to_canonical();
    if !proxies.trusts(client) {
        return (client.to_string(), PLAIN);
    }
    let scheme = match last(request.headers(), &FORWARDED_PROTO).next() {
        Some(proto) if proto.eq_ignore_ascii_case("https") => ClientScheme::HTTPS,
        _ => PLAIN,
    };
    for address in last(request.headers(), &FORWARDED_FOR) {
        // What is no address came from beyond the proxy that is known so far.
        let Some(address) = address_of(address) else { break };
        client = address;
        if !proxies.trusts(client) {
            break;
        }
    }
    (client.to_string(), scheme)
}

/// The parts of a header with commas, over all its lines, the last one first.
fn last<'request>(headers: &'request HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'request str> {
    let lines: Vec<&str> = headers
        .get_all(name)
        .iter()
        .map(|line| line.to_str().unwrap_or_default())
        .collect();
    lines
        .into_iter()
        .rev()
        .flat_map(|line| line.rsplit(',').map(str::trim))
}

/// An address as proxies write it: some with a port.
fn address_of(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let address = bare
        .unwrap_or(text)
        .parse::<IpAddr>()
        .or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip()));
    address.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn seen(peer: &str, proxies: &str, headers: &[(&'static str, &str)]) -> (String, &'static str) {
        let mut request = Request::new(axum::body::Body::empty());
        request
            .extensions_mut()
            .insert(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
        for (name, value) in headers {
            request
                .headers_mut()
                .append(*name, HeaderValue::from_str(value).unwrap());
        }
        let proxies = match proxies {
            "" => TrustedProxies::default(),
            some => some.parse().unwrap(),
        };
        let (address, ClientScheme(scheme)) = client(&request, &proxies);
        (address, scheme)
    }

    fn from(peer: &str, proxies: &str, forwarded: &[&str]) -> String {
        let headers: Vec<_> = forwarded
            .iter()
            .map(|value| ("x-forwarded-for", *value))
            .collect();
        seen(peer, proxies, &headers).0
    }

    #[test]
    fn s_only_a_proxy_on_this_machine_is_believed_at_first() {
        assert_eq!(from("10.0.0.9:5", "", &["1.2.3.4"]), "10.0.0.9");
        assert_eq!(from("127.0.0.1:5", "", &[]), "127.0.0.1");
        assert_eq!(from("127.0.0.1:5", "", &["6.6.6.6, 1.2.3.4"]), "1.2.3.4");
        assert_eq!(from("[::1]:5", "", &["6.6.6.6", "1.2.3.4"]), "1.2.3.4");
        assert_eq!(from("[::ffff:127.0.0.1]:5", "", &["::ffff:1.2.3.4"]), "1.2.3.4");
        assert_eq!(from("127.0.0.1:5", "", &["somebody"]), "127.0.0.1");
        assert_eq!(from("127.0.0.1:5", "none", &["1.2.3.4"]), "127.0.0.1");
    }

    #[test]
    fn s_the_client_is_the_last_address_that_is_no_proxys() {
        let proxies = "10.0.0.0/8, 2001:db8::/32";
        let from = |peer, forwarded: &[&str]| from(peer, proxies, forwarded);
        assert_eq!(from("10.0.0.9:5", &["6.6.6.6, 1.2.3.4, 10.0.0.8"]), "1.2.3.4");
        assert_eq!(from("10.0.0.9:5", &["6.6.6.6, 1.2.3.4", "10.0.0.8"]), "1.2.3.4");
        assert_eq!(from("[2001:db8::1]:5", &["2001:4860::1"]), "2001:4860::1");
        assert_eq!(from("10.0.0.9:5", &["1.2.3.4:8080"]), "1.2.3.4");
        assert_eq!(from("10.0.0.9:5", &["[2001:4860::1]:8080"]), "2001:4860::1");
        assert_eq!(
            from("10.0.0.9:5", &["10.0.0.1, 10.0.0.2"]),
            "10.0.0.1",
            "all of them ours"
        );
        assert_eq!(from("10.0.0.9:5", &["1.2.3.4, unknown, 10.0.0.2"]), "10.0.0.2");
        assert_eq!(from("9.9.9.9:5", &["1.2.3.4"]), "9.9.9.9", "no proxy");
        assert_eq!(from("127.0.0.1:5", &["1.2.3.4"]), "127.0.0.1", "no longer one");
    }

    #[test]
    fn s_the_scheme_is_a_trusted_proxys_word() {
        let scheme = |peer, proto: &[&str]| {
            let headers: Vec<_> = proto.iter().map(|value| ("x-forwarded-proto", *value)).collect();
            seen(peer, "", &headers).1
        };
        assert_eq!(scheme("127.0.0.1:5", &["https"]), "https");
        assert_eq!(scheme("127.0.0.1:5", &["http, HTTPS"]), "https");
        assert_eq!(scheme("127.0.0.1:5", &["https, http"]), "http");
        assert_eq!(scheme("127.0.0.1:5", &["gopher"]), "http");
        assert_eq!(scheme("127.0.0.1:5", &[]), "http");
        assert_eq!(scheme("9.9.9.9:5", &["https"]), "http");
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
