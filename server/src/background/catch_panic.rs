//! What runs for as long as the server does must outlive a defect in one of its rounds: a panic ends the round, is logged, and
//! the next round comes.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use futures::FutureExt;

/// Does one round of a job; none: it panicked.
pub(super) async fn catch_panic<T>(job: &'static str, round: impl Future<Output = T>) -> Option<T> {
    match AssertUnwindSafe(round).catch_unwind().await {
        Ok(done) => Some(done),
        Err(panic) => {
            tracing::error!(
                job,
                panic = message_of(panic.as_ref()),
                "a round panicked: the next one comes"
            );
            None
        }
    }
}

fn message_of(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a message")
}
