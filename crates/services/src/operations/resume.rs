//! An operation that had stopped before its end goes on.

use db::transaction::Transaction;
use uuid::Uuid;

use crate::Result;

/// The key in an operation's result that says why it ended early.
pub(super) const STOPPED: &str = "stopped";

/// Whether there is such an operation. One that had stopped before its end goes on.
pub(crate) async fn resume(tx: &mut Transaction, id: Uuid) -> Result<bool> {
    let Some(position) = db::operations::batches::lock(tx, id).await? else {
        return Ok(false);
    };
    let mut result = position.result;
    let stopped = result.as_object_mut().and_then(|result| result.remove(STOPPED));
    if position.finished_at.is_some() && stopped.is_some() {
        db::operations::batches::set_result(tx, id, result, None).await?;
    }
    Ok(true)
}
