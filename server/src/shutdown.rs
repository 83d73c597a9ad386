//! Being asked to end: SIGINT (Ctrl-C) and SIGTERM.

use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::time::sleep;

/// Tells everybody who waits that the end has come. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Shutdown {
    asked: watch::Receiver<bool>,
}

impl Shutdown {
    /// Listens from now on, also while the server still starts.
    ///
    /// # Errors
    /// When the system lets nobody listen.
    pub(crate) fn listen() -> std::io::Result<Self> {
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        let (tell, asked) = watch::channel(false);
        tokio::spawn(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            let _ = tell.send(true);
            // Kept, so that whoever asks later still gets the answer.
            tell.closed().await;
        });
        Ok(Self { asked })
    }

    /// One that a test asks for.
    #[cfg(test)]
    pub(crate) fn by_hand() -> (Self, watch::Sender<bool>) {
        let (tell, asked) = watch::channel(false);
        (Self { asked }, tell)
    }

    /// Whether the end has come.
    pub(crate) fn has_come(&self) -> bool {
        *self.asked.borrow()
    }

    /// Waits; false: the end came first.
    pub(crate) async fn pause(&self, time: Duration) -> bool {
        tokio::select! {
            biased;
            () = self.clone().asked() => false,
            () = sleep(time) => true,
        }
    }

    /// Returns when the end has come.
    pub(crate) async fn asked(mut self) {
        // An error says that nobody is left who could tell: the process is about to end.
        let _ = self.asked.wait_for(|asked| *asked).await;
    }
}
