//! What an operation does, in sentences.

use services::operations::OperationView;

/// How many do not exist, as far as whoever sent them may know (T17); none: all of them do.
pub(crate) fn unknown_in_words(operation: &OperationView) -> Option<String> {
    match operation.unknown {
        0 => None,
        1 => Some("1 task does not exist, or is not yours to see".to_owned()),
        count => Some(format!("{count} tasks do not exist, or are not yours to see")),
    }
}

/// How many failed that the reader may not see any more (T17); none: they see all of them.
pub(super) fn hidden_in_words(operation: &OperationView) -> Option<String> {
    match operation.hidden {
        0 => None,
        1 => Some("A task you can no longer see".to_owned()),
        count => Some(format!("{count} tasks you can no longer see")),
    }
}
