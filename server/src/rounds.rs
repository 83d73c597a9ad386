//! Work that goes in rounds for as long as the server is up: one after the other as long as there is something to do, and then at a
//! word from anybody, or at the next look.

use std::time::Duration;

use services::{Result, Services};
use tokio::time::sleep;

use crate::shutdown::Shutdown;
use crate::unbroken::unbroken;

/// Without a word from anybody there is another look after this.
const POLL: Duration = Duration::from_secs(2);

/// How long a word is let lie, for others to join it: a busy server says it with each request.
const GATHER: Duration = Duration::from_millis(100);

/// Does `work` as long as it finds something; then waits for a word, or for the next look.
pub(crate) async fn rounds<W: AsyncFnMut() -> Result<bool>>(
    task: &'static str,
    services: Services,
    shutdown: Shutdown,
    mut work: W,
) {
    let mut woken = services.wake().listen();
    let ended = shutdown.clone().asked();
    tokio::pin!(ended);
    loop {
        // What is said from here on is heard after this round.
        woken.mark_unchanged();
        let done = unbroken(task, work()).await;
        let more = done.unwrap_or(Ok(false)).unwrap_or_else(|error| {
            tracing::error!(task, %error, "a round failed: the next one comes");
            false
        });
        if more && !shutdown.has_come() {
            continue;
        }
        tokio::select! {
            biased;
            () = &mut ended => return,
            // An error says that nobody is left who could say a word.
            _ = woken.changed() => {}
            () = sleep(POLL) => continue,
        }
        tokio::select! {
            biased;
            () = &mut ended => return,
            () = sleep(GATHER) => {}
        }
    }
}
