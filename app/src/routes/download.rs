//! How long a download holds its place among those under way: until the last of it is sent, its reader has left, or its time is over.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use axum::BoxError;
use axum::body::{Body, Bytes};
use axum::response::Response;
use futures::stream::{StreamExt, poll_fn};
use services::brakes::Download;
use tokio::task::JoinSet;

/// The same answer, which ends with an error when `limit` does. By then the place is free, and what the answer read from is let go,
/// also while nobody asks for more of it: whoever reads slowly has the server wait for them.
pub(super) fn until_its_end(
    response: Response,
    download: Download,
    limit: impl Future<Output = ()> + Send + 'static,
) -> Response {
    if !response.status().is_success() {
        return response;
    }
    response.map(|body| Body::from_stream(bounded(body, download, limit)))
}

fn bounded(
    body: Body,
    download: Download,
    limit: impl Future<Output = ()> + Send + 'static,
) -> impl futures::Stream<Item = Result<Bytes, BoxError>> + Send + 'static {
    let under_way = Arc::new(Mutex::new(Some((body.into_data_stream(), download))));
    let ended = Arc::downgrade(&under_way);
    // It ends with the answer, at the latest.
    let mut clock = JoinSet::new();
    clock.spawn(async move {
        limit.await;
        if let Some(under_way) = ended.upgrade() {
            drop(under_way.lock().unwrap_or_else(PoisonError::into_inner).take());
        }
    });
    poll_fn(move |context| {
        let mut under_way = under_way.lock().unwrap_or_else(PoisonError::into_inner);
        let part = match under_way.as_mut() {
            Some((parts, _)) => parts.poll_next_unpin(context),
            None => return Poll::Ready(Some(Err(too_long()))),
        };
        match part {
            // While nothing comes, the end of the time wakes the reader.
            Poll::Pending => clock.poll_join_next(context).map(|_| Some(Err(too_long()))),
            Poll::Ready(None) => {
                *under_way = None;
                Poll::Ready(None)
            }
            Poll::Ready(Some(part)) => Poll::Ready(Some(part.map_err(BoxError::from))),
        }
    })
}

fn too_long() -> BoxError {
    io::Error::new(io::ErrorKind::TimedOut, "the download took too long").into()
}

#[cfg(test)]
mod tests;
