//! An operation that had stopped before its end goes on.

use db::transaction::Transaction;
use uuid::Uuid;

use crate::Result;

/// The key in an operation's result that says why it ended early.
pub(super) const STOPPED: &str = "stopped";

/// What became of an operation that was to be resumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resume {
    /// There is none.
    Missing,
    /// It had not stopped before its end, and stays as it is.
    Unchanged,
    /// It goes on.
    Resumed,
}

/// Lets an operation that stopped before its end go on.
pub(crate) async fn resume(tx: &mut Transaction, id: Uuid) -> Result<Resume> {
    let Some(position) = db::operations::batches::lock(tx, id).await? else {
        return Ok(Resume::Missing);
    };
    let mut result = position.result;
    let stopped = result.as_object_mut().and_then(|result| result.remove(STOPPED));
    if position.finished_at.is_none() || stopped.is_none() {
        return Ok(Resume::Unchanged);
    }
    db::operations::batches::set_result(tx, id, result, None).await?;
    Ok(Resume::Resumed)
}
