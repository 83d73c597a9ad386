//! Connections: how many there may be, and how long one may take to say what it wants (S). Whoever opens connections and sends
//! nothing, or a byte at a time, holds none of them for long, and nobody else up.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::response::Response;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::{ServiceExt, service_fn};
use tower_http::timeout::TimeoutBody;

use crate::shutdown::Shutdown;

/// The longest until a request's headers are there, from the opening of the connection or from the answer before.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// The longest between two pieces of a request's body. How long all of it may take, [`crate::guard::LONGEST`] says.
const BODY_PAUSE: Duration = Duration::from_secs(10);
/// The most connections at once; others wait until one ends.
const MOST: usize = 8_192;
/// Open files that are no connection: the database's, logs, libraries.
const OTHER_FILES: usize = 128;
/// How long to wait where the system gives no more connections.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves until it is asked to end, and then until the requests in flight are answered.
pub(crate) async fn serve(listener: TcpListener, router: Router, shutdown: Shutdown) {
    let places = Arc::new(Semaphore::new(most()));
    let graceful = GracefulShutdown::new();
    let mut asked = pin!(shutdown.asked());
    loop {
        let accepted = async {
            // It is never closed.
            let place = Arc::clone(&places).acquire_owned().await.ok();
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
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
        let connection = connection(stream, peer, router.clone());
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
) -> impl FnOnce(
    hyper_util::server::graceful::Watcher,
) -> futures::future::BoxFuture<'static, Result<(), Box<dyn std::error::Error + Send + Sync>>> {
    // An answer of two packets does not wait for the first to be acknowledged. Failing costs milliseconds.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<Incoming>| answer(router.clone(), peer, request));
    move |watcher| {
        Box::pin(async move {
            let mut builder = Builder::new(TokioExecutor::new()).http1_only();
            builder
                .http1()
                .timer(TokioTimer::new())
                .header_read_timeout(HEADERS_WITHIN);
            let connection =
                builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
            watcher.watch(connection.into_owned()).await
        })
    }
}

async fn answer(
    router: Router,
    peer: SocketAddr,
    request: hyper::Request<Incoming>,
) -> Result<Response, Infallible> {
    let mut request: Request = request.map(|body| Body::new(TimeoutBody::new(BODY_PAUSE, body)));
    request.extensions_mut().insert(ConnectInfo(peer));
    router.oneshot(request).await
}

/// Whether only this connection failed, before it was taken.
fn is_of_the_connection(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionRefused | ConnectionAborted | ConnectionReset
    )
}

/// As many connections as the system lets this process open, less what it needs itself.
fn most() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    files(&limits).map_or(MOST, |files| files.saturating_sub(OTHER_FILES).clamp(16, MOST))
}

/// The soft limit on open files.
fn files(limits: &str) -> Option<usize> {
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::files;

    #[test]
    fn the_systems_limit_on_open_files_is_read() {
        let line = |soft: &str| {
            format!("Limit   Soft Limit  Hard Limit  Units\nMax open files   {soft}   524288   files\n")
        };
        assert_eq!(files(&line("1024")), Some(1024));
        assert_eq!(files(&line("unlimited")), None);
        assert_eq!(files(""), None);
    }
}
