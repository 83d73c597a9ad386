//! Connections: how many there may be, how long one may take to say what it wants, and how long to take its answer (S). Whoever
//! opens connections and sends nothing, or a byte at a time, or never reads, holds none of them for long, and nobody else up.

mod limits;
mod places;
#[cfg(test)]
mod tests;
mod unread;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tokio_io_timeout::TimeoutWriter;
use tower::{ServiceExt, service_fn};

use crate::config::TrustedProxies;
use crate::shutdown::Shutdown;

pub(crate) use limits::Limits;
use places::Places;

/// How long to wait where the system gives no more connections.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves until it is asked to end, and then until the requests in flight are answered.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    proxies: TrustedProxies,
    shutdown: Shutdown,
) {
    let places = Places::new(limits, proxies);
    let graceful = GracefulShutdown::new();
    let mut asked = pin!(shutdown.asked());
    loop {
        let accepted = async { (places.free().await, listener.accept().await) };
        let (permit, accepted) = tokio::select! {
            biased;
            () = &mut asked => break,
            accepted = accepted => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                if !is_of_the_connection(&error) {
                    tracing::error!(%error, "no connection can be taken");
                    tokio::time::sleep(PAUSE).await;
                }
                continue;
            }
        };
        // There is always a permit: nobody closes the semaphore.
        let Some(place) = permit.and_then(|permit| places.take(permit, peer.ip())) else {
            continue;
        };
        let connection = connection(stream, peer, router.clone(), limits);
        let watcher = graceful.watcher();
        tokio::spawn(async move {
            let _place = place;
            if let Err(error) = connection(watcher).await {
                tracing::debug!(%error, %peer, "a connection ended early");
            }
        });
    }
    drop(listener);
    graceful.shutdown().await;
}

/// One connection, until it ends or, when the end has come, until its request is answered.
fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    limits: Limits,
) -> impl FnOnce(hyper_util::server::graceful::Watcher) -> futures::future::BoxFuture<'static, hyper::Result<()>>
{
    // An answer of two packets does not wait for the first to be acknowledged. Failing costs milliseconds.
    let _ = stream.set_nodelay(true);
    // Failing costs memory: the system then keeps megabytes for each client that does not read.
    let _ = SockRef::from(&stream).set_tcp_notsent_lowat(limits.unsent_bytes);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        answer(router.clone(), peer, limits.body_pause, request)
    });
    let mut stream = TimeoutWriter::new(stream);
    stream.set_timeout(Some(limits.write_pause));
    move |watcher| {
        Box::pin(async move {
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(limits.headers_within)
                .max_buf_size(limits.buffered_bytes)
                .serve_connection(TokioIo::new(Box::pin(stream)), TowerToHyperService::new(service));
            watcher.watch(connection).await
        })
    }
}

async fn answer(
    router: Router,
    peer: SocketAddr,
    body_pause: Duration,
    request: hyper::Request<Incoming>,
) -> Result<Response, Infallible> {
    let (mut request, unread) = unread::keep_unread(request, body_pause);
    request.extensions_mut().insert(ConnectInfo(peer));
    let response = router.oneshot(request).await;
    unread.drain().await;
    response
}

/// Whether only this connection failed, before it was taken.
fn is_of_the_connection(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionRefused | ConnectionAborted | ConnectionReset
    )
}
