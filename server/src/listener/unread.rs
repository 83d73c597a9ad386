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
use hyper::body::{Frame, Incoming, SizeHint};
use tokio::sync::oneshot;
use tokio::time::timeout;
use tower_http::timeout::TimeoutBody;

/// The most that is read of a rest, in bytes. The connection of whoever sends more is reset.
const MOST: usize = 16 * 1024 * 1024;

/// The longest that nothing more comes of it.
const PAUSE: Duration = Duration::from_secs(2);

/// The longest that it is read for.
const LONGEST: Duration = Duration::from_secs(10);

/// A body that comes back, should nobody read all of it.
struct ReturnedBody {
    body: Body,
    is_read: bool,
    back: Option<oneshot::Sender<Body>>,
}

/// Where what was not read of a body comes back.
pub(super) struct Unread(Option<oneshot::Receiver<Body>>);

/// Hands on the request, and keeps what its handler does not read. Between two pieces of the body there may be `body_pause`.
pub(super) fn keep_unread(request: hyper::Request<Incoming>, body_pause: Duration) -> (Request, Unread) {
    // Who asks whether to send a body at all has sent none yet, and reads the answer first.
    let is_empty = request.body().is_end_stream() || request.headers().contains_key(EXPECT);
    let request = request.map(|body| Body::new(TimeoutBody::new(body_pause, body)));
    if is_empty {
        return (request, Unread(None));
    }
    let (back, unread) = oneshot::channel();
    let returned = |body| {
        Body::new(ReturnedBody {
            body,
            is_read: false,
            back: Some(back),
        })
    };
    (request.map(returned), Unread(Some(unread)))
}

impl Unread {
    /// Reads what is left, if anything came back.
    pub(super) async fn drain(self) {
        let Some(mut body) = self.0.and_then(|mut unread| unread.try_recv().ok()) else {
            return;
        };
        let read = async {
            let mut read = 0;
            while let Ok(Some(Ok(frame))) = timeout(PAUSE, body.frame()).await {
                read += frame.data_ref().map_or(0, Bytes::len);
                if read > MOST {
                    break;
                }
            }
        };
        // Whoever is slower than this has had the time to send what Locum takes.
        let _ = timeout(LONGEST, read).await;
    }
}

impl HttpBody for ReturnedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        // Of a body that failed there is no more to come either.
        self.is_read |= matches!(polled, Poll::Ready(None | Some(Err(_))));
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for ReturnedBody {
    fn drop(&mut self) {
        if self.is_read {
            return;
        }
        if let Some(back) = self.back.take() {
            // Nobody waits for it any more where the connection has ended.
            let _ = back.send(std::mem::take(&mut self.body));
        }
    }
}
