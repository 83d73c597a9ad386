//! Real connections to a listener whose limits are short.

use std::net::{IpAddr, Ipv4Addr};

use axum::body::Bytes;
use axum::routing::{get, post};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::*;

/// More than the system keeps for a client that does not read.
const LARGE: usize = 16 * 1024 * 1024;
const LARGE_REQUEST: &[u8] = b"GET /large HTTP/1.1\r\nHost: locum.test\r\n\r\n";
const LAST_LARGE_REQUEST: &[u8] = b"GET /large HTTP/1.1\r\nHost: locum.test\r\nConnection: close\r\n\r\n";
const SMALL_REQUEST: &[u8] = b"GET /small HTTP/1.1\r\nHost: locum.test\r\nConnection: close\r\n\r\n";

impl Limits {
    pub(super) fn for_tests() -> Self {
        let short = Duration::from_millis(300);
        Self {
            headers_within: short,
            body_pause: short,
            write_pause: short,
            ..Self::with("tests", 100, 100)
        }
    }
}

struct Served {
    address: SocketAddr,
    end: watch::Sender<bool>,
    server: JoinHandle<()>,
}

impl Served {
    async fn with(limits: Limits, proxies: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new()
            .route("/large", get(|| async { vec![b'a'; LARGE] }))
            .route(
                "/small",
                get(|| async { "small" }).post(|body: Bytes| async { body }),
            )
            .route("/unread", post(|| async { "refused" }));
        let (shutdown, end) = Shutdown::by_hand();
        let proxies = proxies.parse().unwrap();
        let server = tokio::spawn(serve(listener, router, limits, proxies, shutdown));
        Self { address, end, server }
    }

    /// A connection from a loopback address.
    async fn connect_from(&self, from: Ipv4Addr) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((IpAddr::from(from), 0).into()).unwrap();
        socket.connect(self.address).await.unwrap()
    }

    async fn connect(&self) -> TcpStream {
        self.connect_from(Ipv4Addr::LOCALHOST).await
    }

    /// The server ends by itself, as no connection is left.
    async fn end(self) {
        self.end.send(true).unwrap();
        self.server.await.unwrap();
    }
}

/// What comes until the connection ends, by whatever word.
async fn rest(mut stream: TcpStream) -> Vec<u8> {
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
    rest
}

async fn is_served(mut stream: TcpStream) -> bool {
    // Whoever is refused may be told so by the first byte that they send.
    let _ = stream.write_all(SMALL_REQUEST).await;
    rest(stream).await.starts_with(b"HTTP/1.1 200")
}

#[tokio::test]
async fn s_whoever_never_reads_their_answers_is_cut_off() {
    let limits = Limits {
        // Nothing but the limit on writing can end it in time.
        headers_within: Duration::from_secs(600),
        body_pause: Duration::from_secs(600),
        connections: 3,
        ..Limits::for_tests()
    };
    let served = Served::with(limits, "127.0.0.1").await;
    let mut deaf = [served.connect().await, served.connect().await];
    for stream in &mut deaf {
        // Never reads, and asks until it cannot: its connection has been closed then.
        while stream.write_all(LARGE_REQUEST).await.is_ok() {}
    }
    // Who reads gets all of a large answer.
    let mut reader = served.connect().await;
    reader.write_all(LAST_LARGE_REQUEST).await.unwrap();
    let answer = rest(reader).await;
    assert!(answer.starts_with(b"HTTP/1.1 200") && answer.len() > LARGE);
    served.end().await;
}

#[tokio::test]
async fn s_one_address_cannot_hold_all_connections() {
    let limits = Limits {
        headers_within: Duration::from_secs(600),
        connections: 5,
        connections_of_one_network: 3,
        ..Limits::for_tests()
    };
    let served = Served::with(limits, "none").await;
    let (own, other) = (Ipv4Addr::new(127, 0, 7, 1), Ipv4Addr::new(127, 0, 7, 2));
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(served.connect_from(own).await);
    }
    for _ in 0..10 {
        assert!(!is_served(served.connect_from(own).await).await);
    }
    assert!(is_served(served.connect_from(other).await).await);
    // A trusted proxy carries everybody.
    drop(held);
    served.end().await;
    let served = Served::with(limits, "127.0.7.1").await;
    let mut held = Vec::new();
    for _ in 0..4 {
        held.push(served.connect_from(own).await);
    }
    assert!(is_served(served.connect_from(own).await).await);
    drop(held);
    served.end().await;
}

#[tokio::test]
async fn s_whoever_says_nothing_or_half_of_it_is_cut_off() {
    let served = Served::with(Limits::for_tests(), "127.0.0.1").await;
    let mut half = Vec::new();
    for begin in ["", "G", "GET /small HTTP/1.1\r\nHost: locum.test\r\nX-Slow: "] {
        let mut stream = served.connect().await;
        stream.write_all(begin.as_bytes()).await.unwrap();
        half.push(stream);
    }
    assert!(is_served(served.connect().await).await);
    for stream in half {
        assert!(!rest(stream).await.starts_with(b"HTTP/1.1 2"));
    }
    served.end().await;
}

#[tokio::test]
async fn s_headers_that_are_too_long_are_refused_before_they_are_all_there() {
    let served = Served::with(Limits::for_tests(), "127.0.0.1").await;
    let begin = |letters: usize| {
        format!(
            "GET /small HTTP/1.1\r\nHost: locum.test\r\nX: {}",
            "a".repeat(letters)
        )
    };
    let mut long = served.connect().await;
    long.write_all(begin(200_000).as_bytes()).await.unwrap();
    assert!(rest(long).await.starts_with(b"HTTP/1.1 431"));
    let mut short = served.connect().await;
    let request = format!("{}\r\nConnection: close\r\n\r\n", begin(30_000));
    short.write_all(request.as_bytes()).await.unwrap();
    assert!(rest(short).await.starts_with(b"HTTP/1.1 200"));
    served.end().await;
}

#[tokio::test]
async fn g6_whoever_sends_too_much_is_told_so() {
    let served = Served::with(Limits::for_tests(), "127.0.0.1").await;
    let body = vec![b'a'; 8_000_000];
    for (path, answer) in [("/small", "HTTP/1.1 413"), ("/unread", "HTTP/1.1 200")] {
        let mut stream = served.connect().await;
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: locum.test\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        // A client that reads nothing until it has sent everything.
        stream.write_all(&body).await.unwrap();
        let mut got = Vec::new();
        stream.read_to_end(&mut got).await.unwrap();
        assert!(got.starts_with(answer.as_bytes()), "{path}");
    }
    served.end().await;
}

#[tokio::test]
async fn s_a_rest_that_does_not_come_is_given_up() {
    let served = Served::with(Limits::for_tests(), "127.0.0.1").await;
    let mut stream = served.connect().await;
    let head =
        b"POST /unread HTTP/1.1\r\nHost: locum.test\r\nContent-Length: 1000\r\nConnection: close\r\n\r\na";
    stream.write_all(head).await.unwrap();
    assert!(rest(stream).await.starts_with(b"HTTP/1.1 200"));
    // Nor one that its client asks first whether to send.
    let mut stream = served.connect().await;
    let head =
        b"POST /unread HTTP/1.1\r\nHost: locum.test\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n";
    stream.write_all(head).await.unwrap();
    assert!(rest(stream).await.starts_with(b"HTTP/1.1 200"));
    served.end().await;
}
