//! What an operation does, in sentences.

use domain::task::Decision;
use services::operations::{BulkAct, OperationView};

/// "1 task is approved", "3 tasks are approved".
pub(crate) fn done_in_words(operation: &OperationView) -> String {
    let done = match operation.act {
        BulkAct::Decide {
            decision: Decision::Approve,
            ..
        } => "approved",
        BulkAct::Decide {
            decision: Decision::Deny,
            ..
        } => "denied",
        BulkAct::Reassign { .. } => "passed on",
        BulkAct::Comment { .. } => "commented on",
    };
    match operation.done {
        1 => format!("1 task is {done}"),
        count => format!("{count} tasks are {done}"),
    }
}

/// How many do not exist, as far as whoever sent them may know (T17); none: all of them do.
pub(crate) fn unknown_in_words(operation: &OperationView) -> Option<String> {
    match operation.unknown {
        0 => None,
        1 => Some("1 task does not exist, or is not yours to see".to_owned()),
        count => Some(format!("{count} tasks do not exist, or are not yours to see")),
    }
}

/// The heading: "Approving 500 tasks", "Denying 1 task".
pub(super) fn title(operation: &OperationView) -> String {
    let doing = match operation.act {
        BulkAct::Decide {
            decision: Decision::Approve,
            ..
        } => "Approving",
        BulkAct::Decide {
            decision: Decision::Deny,
            ..
        } => "Denying",
        BulkAct::Reassign { .. } => "Reassigning",
        BulkAct::Comment { .. } => "Commenting on",
    };
    match operation.total {
        1 => format!("{doing} 1 task"),
        total => format!("{doing} {total} tasks"),
    }
}

/// How far it is: "120 of 500 done, 3 failed".
pub(super) fn progress_in_words(operation: &OperationView) -> String {
    let failed = match operation.failed + operation.unknown {
        0 => String::new(),
        failed => format!(", {failed} failed"),
    };
    format!("{} of {} done{failed}", operation.done, operation.total)
}
