//! The closed set of ways in which a use case fails. Pages turn it into words and a status.

use std::{fmt, iter};

use domain::ids::TaskId;

use crate::stale::Stale;

/// What is wrong with one field of a form; the words are for the person who typed it (G6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field's name in the form.
    pub field: &'static str,
    /// What is allowed.
    pub message: String,
    /// The open task that keeps another from being made (T15); none: there is none, or the reader may not see it (T17).
    pub open_task: Option<TaskId>,
    /// The step of a policy that the field belongs to, from 1; none: the form has no steps, or is of one.
    pub step: Option<usize>,
}

impl FieldProblem {
    /// A problem with one field.
    pub fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self {
            field,
            message: message.into(),
            open_task: None,
            step: None,
        }
    }

    /// The same of a policy's step, by its place in the form.
    pub fn of_step(self, step: Option<usize>) -> Self {
        Self { step, ..self }
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
    /// Somebody changed or deleted it since the form was opened (G5).
    #[error("{0}")]
    Stale(Stale),
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
    /// The database cannot be reached, or something else that is needed.
    #[error("unavailable: {0}")]
    Unavailable(#[source] Cause),
    /// The database gave up for a reason that may pass, such as a deadlock: nothing was changed, and the same may be tried again.
    #[error("gave up for the moment: {0}")]
    Transient(#[source] Cause),
    /// A defect.
    #[error("{0}")]
    Internal(#[source] Cause),
}

/// What made a use case fail, with what caused that in turn: for the log ([`Error::chain`]), and for nobody else.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// The result of a use case.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// One wrong field.
    pub fn invalid(field: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldProblem::new(field, message)])
    }

    /// Something that is needed is out of reach.
    pub fn unavailable(cause: impl Into<Cause>) -> Self {
        Self::Unavailable(cause.into())
    }

    /// A defect.
    pub fn internal(cause: impl Into<Cause>) -> Self {
        Self::Internal(cause.into())
    }

    /// The error with its causes: for the log.
    pub fn chain(&self) -> Chain<'_> {
        Chain(self)
    }
}

/// An error with its causes, outermost first. What an error says of its cause itself is not said twice.
#[derive(Debug, Clone, Copy)]
pub struct Chain<'a>(pub &'a (dyn std::error::Error + 'static));

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = self.0.to_string();
        for cause in iter::successors(self.0.source(), |cause| cause.source()) {
            let words = cause.to_string();
            if !said.ends_with(&words) {
                said = format!("{said}: {words}");
            }
        }
        f.write_str(&said)
    }
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error {
            // Of a commit whose answer is not known, [`crate::changes`] knows what a request may say.
            db::Error::Unavailable(_) | db::Error::CommitUnknown(_) => Self::unavailable(error),
            db::Error::Transient(_) => Self::Transient(error.into()),
            // A use case turns the constraints it expects into words before this.
            db::Error::Constraint { .. } | db::Error::Query(_) => Self::internal(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the page cannot be read")]
    struct Unreadable(#[source] io::Error);

    fn full() -> io::Error {
        io::Error::other("the disk is full")
    }

    #[test]
    fn the_chain_names_every_cause_once() {
        let said = |error: Error| error.chain().to_string();
        assert_eq!(
            said(Error::internal(Unreadable(full()))),
            "the page cannot be read: the disk is full"
        );
        assert_eq!(
            said(Error::unavailable(db::Error::Unavailable(
                Unreadable(full()).into()
            ))),
            "unavailable: the database cannot be reached: the page cannot be read: the disk is full"
        );
        assert_eq!(
            said(Error::internal("a task without steps")),
            "a task without steps"
        );
        assert_eq!(said(Error::NotFound), "not found");
    }

    #[test]
    fn what_the_database_said_is_kept() {
        let error = Error::from(db::Error::Unavailable(full().into()));
        let mut causes = iter::successors(std::error::Error::source(&error), |cause| cause.source());
        assert!(causes.any(|cause| cause.is::<io::Error>()));
    }
}
