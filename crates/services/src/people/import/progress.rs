//! How far an import is: lines of its file that have been read, written beside it every few seconds.

use crate::Services;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use uuid::Uuid;

/// How often it is written.
const EVERY: Duration = Duration::from_secs(2);

/// Counts the lines that are read.
pub(super) struct CountedLines<R> {
    pub(super) reader: R,
    pub(super) lines: Arc<AtomicU64>,
}

impl<R: Read> Read for CountedLines<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.reader.read(into)?;
        let ends = into.iter().take(read).filter(|byte| **byte == b'\n').count();
        self.lines
            .fetch_add(u64::try_from(ends).unwrap_or_default(), Ordering::Relaxed);
        Ok(read)
    }
}

/// Does the work, and writes beside it how many lines have been read.
pub(super) async fn reported<T>(
    services: &Services,
    operation: Uuid,
    lines: &AtomicU64,
    work: impl Future<Output = T>,
) -> T {
    let reports = async {
        let mut ticks = tokio::time::interval(EVERY);
        let mut written = 0;
        loop {
            ticks.tick().await;
            let read = lines.load(Ordering::Relaxed);
            if read != written {
                services.operations().report_command(operation, read).await;
                written = read;
            }
        }
    };
    tokio::select! {
        biased;
        done = work => done,
        never = reports => never,
    }
}
