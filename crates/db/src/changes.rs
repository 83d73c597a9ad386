//! Whether the request that runs now may have changed something, for what is said of it after a failure (G6): a commit whose answer
//! never came may have been kept, and so is what was committed before a later step failed. Nobody says then that nothing was changed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

tokio::task_local! {
    static OF_REQUEST: Changes;
}

/// What a request changed, as far as is known. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    known: Arc<Known>,
}

#[derive(Debug, Default)]
struct Known {
    /// Commits that were sent and not refused.
    commits: AtomicU32,
    is_recognised: AtomicBool,
}

/// What can be said of a request that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It changed nothing.
    Nothing,
    /// What it asked for may have been done.
    Perhaps(Replay),
}

/// What happens where the same is sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replay {
    /// It is recognised, as by the id of its form, and not done twice.
    Recognised,
    /// It may be done twice.
    Unrecognised,
}

impl Changes {
    /// Runs a request; what it commits is known afterwards.
    pub async fn of<F: Future>(&self, request: F) -> F::Output {
        OF_REQUEST.scope(self.clone(), request).await
    }

    /// What can be said of it.
    pub fn kept(&self) -> Kept {
        let replay = if self.known.is_recognised.load(Ordering::Relaxed) {
            Replay::Recognised
        } else {
            Replay::Unrecognised
        };
        match self.known.commits.load(Ordering::Relaxed) {
            0 => Kept::Nothing,
            _ => Kept::Perhaps(replay),
        }
    }
}

/// What can be said of the request that runs now; outside of one it is nothing.
pub fn of_request() -> Kept {
    OF_REQUEST.try_with(Changes::kept).unwrap_or(Kept::Nothing)
}

/// Says that the request that runs now may be sent again, if it has an id: it is recognised by that.
pub fn are_recognised_by<I>(id: Option<&I>) {
    if id.is_none() {
        return;
    }
    let _ = OF_REQUEST.try_with(|changes| changes.known.is_recognised.store(true, Ordering::Relaxed));
}

/// A commit is about to be sent, or a statement that is a change by itself, outside of any transaction.
pub fn sent() {
    let _ = OF_REQUEST.try_with(|changes| changes.known.commits.fetch_add(1, Ordering::Relaxed));
}

/// The database refused what was sent last: nothing of it was kept.
pub fn refused() {
    let _ = OF_REQUEST.try_with(|changes| changes.known.commits.fetch_sub(1, Ordering::Relaxed));
}
