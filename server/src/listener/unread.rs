//! What is left of a request's body once it is answered: of a form that is too large, or that is refused before anybody reads it.
//! A connection that is closed while something is still unread is reset, and the client loses the answer that says why (G6).
//! So the rest is read and thrown away first, as far as that costs little.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header::EXPECT;
use http_body_util::BodyExt;
use hyper::body::{Frame, SizeHint};
use tokio::sync::oneshot;

/// The most that is read of a rest, in bytes. The connection of whoever sends more is reset.
const MOST: usize = 16 * 1024 * 1024;

/// The longest that it is read for.
const LONGEST: Duration = Duration::from_secs(10);

/// A body that comes back when nobody wants more of it.
struct Lent {
    body: Body,
    back: Option<oneshot::Sender<Body>>,
}

/// Where the rest of a body comes back.
pub(super) struct Rest(Option<oneshot::Receiver<Body>>);

/// Hands on the request, and keeps what its handler does not read.
pub(super) fn keep_rest(request: Request) -> (Request, Rest) {
    // Who asks whether to send a body at all has sent none yet, and reads the answer first.
    if request.body().is_end_stream() || request.headers().contains_key(EXPECT) {
        return (request, Rest(None));
    }
    let (back, rest) = oneshot::channel();
    let lend = |body| {
        Body::new(Lent {
            body,
            back: Some(back),
        })
    };
    (request.map(lend), Rest(Some(rest)))
}

impl Rest {
    /// Reads what is left, if somebody gave it back.
    pub(super) async fn throw_away(self) {
        let Some(mut body) = self.0.and_then(|mut rest| rest.try_recv().ok()) else {
            return;
        };
        let read = async {
            let mut read = 0;
            while let Some(Ok(frame)) = body.frame().await {
                read += frame.data_ref().map_or(0, Bytes::len);
                if read > MOST {
                    break;
                }
            }
        };
        // Whoever is slower than this has had the time to send what Locum takes.
        let _ = tokio::time::timeout(LONGEST, read).await;
    }
}

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if self.body.is_end_stream() {
            return;
        }
        if let Some(back) = self.back.take() {
            // Nobody waits for it any more where the connection has ended.
            let _ = back.send(std::mem::take(&mut self.body));
        }
    }
}
