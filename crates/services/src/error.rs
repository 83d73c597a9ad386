//! The closed set of ways in which a use case fails. Pages turn it into words and a status.

use chrono::{DateTime, Utc};
use domain::ids::TaskId;

/// What is wrong with one field of a form; the words are for the person who typed it (G6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field's name in the form.
    pub field: &'static str,
    /// What is allowed.
    pub message: String,
    /// The open task that keeps another from being made (T15); none: there is none, or the reader may not see it (T17).
    pub open_task: Option<TaskId>,
}

impl FieldProblem {
    /// A problem with one field.
    pub fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self {
            field,
            message: message.into(),
            open_task: None,
        }
    }

    /// The same with the task to look at.
    pub fn with_open_task(self, task: Option<TaskId>) -> Self {
        Self {
            open_task: task,
            ..self
        }
    }
}

/// Why a use case did nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The input is wrong; nothing was changed (G6).
    #[error("invalid input")]
    Invalid(Vec<FieldProblem>),
    /// Somebody changed it since the form was opened (G5).
    #[error("changed by {by} at {at}")]
    Stale {
        /// Name of who changed it.
        by: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// Somebody deleted it since the form was opened (G5).
    #[error("deleted by {by} at {at}")]
    Deleted {
        /// Name of who deleted it.
        by: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// It is in a state that does not allow this; the words say which.
    #[error("{0}")]
    Conflict(String),
    /// The person may not do this.
    #[error("not permitted")]
    Forbidden,
    /// There is none, or none that this person may know of (T17).
    #[error("not found")]
    NotFound,
    /// A step has nobody who may decide it, and the task does not exist (T12).
    #[error("{0}")]
    NobodyEligible(String),
    /// The database cannot be reached.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// The database gave up for a reason that may pass, such as a deadlock: nothing was changed, and the same may be tried again.
    #[error("gave up for the moment: {0}")]
    Transient(String),
    /// A defect; the cause is for the log.
    #[error("{0}")]
    Internal(String),
}

/// The result of a use case.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// One wrong field.
    pub fn invalid(field: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldProblem::new(field, message)])
    }
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error {
            db::Error::Unavailable(cause) => Self::Unavailable(cause),
            // What a request may say of it, [`crate::changes`] knows.
            unknown @ db::Error::CommitUnknown(_) => Self::Unavailable(unknown.to_string()),
            db::Error::Transient(cause) => Self::Transient(cause),
            // A use case turns the constraints it expects into words before this.
            other => Self::Internal(other.to_string()),
        }
    }
}
