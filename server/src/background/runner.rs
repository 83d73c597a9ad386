//! Work that goes in rounds for as long as the server is up: one after the other as long as there is something to do, and then at a
//! word from anybody, or at the next look.

use std::time::Duration;

use services::{Result, Services};
use tokio::sync::watch;
use tokio::time::sleep;

use super::catch_panic::catch_panic;
use crate::shutdown::Shutdown;

/// Without a word from anybody there is another look after this.
const POLL: Duration = Duration::from_secs(2);

/// How long a word is let lie, for others to join it: a busy server says it with each request.
const GATHER: Duration = Duration::from_millis(100);

/// When the next round begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// At once: there is more to do.
    AtOnce,
    /// At a word from anybody, or at the next look.
    AtWord,
    /// After so long, and not sooner for anybody's word.
    After(Duration),
}

/// Whether there is more to do.
impl From<bool> for Next {
    fn from(more: bool) -> Self {
        if more { Self::AtOnce } else { Self::AtWord }
    }
}

/// Does `work`, which says when its next round begins, again and again. A round that has begun is finished after the shutdown, and
/// no other begins.
pub(crate) async fn rounds<N: Into<Next>, W: AsyncFnMut() -> Result<N>>(
    task: &'static str,
    services: Services,
    shutdown: Shutdown,
    mut work: W,
) {
    let mut woken = services.wake().listen();
    loop {
        // What is said from here on is heard after this round.
        woken.mark_unchanged();
        let next = match catch_panic(task, work()).await {
            Some(Ok(next)) => next.into(),
            Some(Err(error)) => {
                tracing::error!(task, %error, "a round failed: the next one comes");
                Next::AtWord
            }
            None => Next::AtWord,
        };
        let goes_on = match next {
            Next::AtOnce => !shutdown.has_come(),
            Next::AtWord => word(&mut woken, &shutdown).await,
            Next::After(rest) => shutdown.pause(rest).await,
        };
        if !goes_on {
            return;
        }
    }
}

/// Waits for a word, or for the next look; false: the end came first.
async fn word(woken: &mut watch::Receiver<u64>, shutdown: &Shutdown) -> bool {
    tokio::select! {
        biased;
        () = shutdown.clone().asked() => false,
        // An error says that nobody is left who could say a word.
        _ = woken.changed() => shutdown.pause(GATHER).await,
        () = sleep(POLL) => true,
    }
}
