//! Waking the deliverer: without it new messages wait for the next poll. In this process by a counter, from others (a
//! command beside the server) by NOTIFY. Nothing depends on it.
//!
//! NOTIFY is never part of a change's transaction: Postgres would let such transactions commit one after the other only.

use tokio::sync::watch;

use crate::Result;
use crate::notify::Delivery;

/// Tells this process' deliverer that there may be something new. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Wake {
    count: watch::Sender<u64>,
}

impl Wake {
    pub(crate) fn new() -> Self {
        Self {
            count: watch::Sender::new(0),
        }
    }

    /// There may be something new.
    pub fn up(&self) {
        self.count.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Hears of it from now on.
    pub fn listen(&self) -> watch::Receiver<u64> {
        self.count.subscribe()
    }
}

impl<'a> Delivery<'a> {
    /// What wakes this process' deliverer.
    pub fn wake(self) -> &'a Wake {
        &self.services.wake
    }

    /// Tells the deliverers of other processes: for a command that has changed something and ends.
    ///
    /// # Errors
    /// When the database fails; the messages are then found by the next poll.
    pub async fn wake_other_processes(self) -> Result<()> {
        let mut conn = self.services.pool.get().await?;
        Ok(db::outbox::notify(&mut conn).await?)
    }

    /// Hears what other processes tell, and wakes this one's deliverer; returns when the connection is lost.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn listen_to_other_processes(self) -> Result<()> {
        let conn = self.services.pool.detached().await?;
        Ok(db::outbox::listen(conn, || self.services.wake.up()).await?)
    }
}
