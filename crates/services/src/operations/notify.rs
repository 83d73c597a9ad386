//! Who started an operation, and who resumed it, are notified when it has ended without a request that waits for it.

use chrono::{DateTime, Utc};
use db::operations::Leased;
use db::transaction::Transaction;
use domain::operation::Summary;

use crate::Result;
use crate::notifications::{Letters, Message};

/// Notifies who started it and who else resumed it last, in the application only; of a command nobody. `stopped`: why it ended before its end.
pub(super) async fn notify_ended(
    tx: &mut Transaction,
    operation: &Leased,
    (summary, stopped): (Summary, Option<String>),
    now: DateTime<Utc>,
) -> Result<()> {
    // It may stop several times, as it may be resumed, and ends once.
    let event = match &stopped {
        Some(_) => format!("operation:{}:stopped:{}", operation.id, now.timestamp_micros()),
        None => format!("operation:{}", operation.id),
    };
    let mut letters = Letters::default();
    let readers = [(operation.starter(), false), (operation.other_resumer(), true)];
    for (reader, is_resumed) in readers {
        let Some(reader) = reader else { continue };
        let ended = Message::OperationEnded {
            operation: operation.id,
            summary: summary.clone(),
            stopped: stopped.clone(),
            is_resumed,
        };
        letters.to(reader, &event, None, &ended, now);
    }
    for message in letters.into_messages() {
        db::outbox::write_unsent(tx, &message).await?;
    }
    Ok(())
}
