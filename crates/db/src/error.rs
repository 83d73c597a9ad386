//! What can go wrong with the database, as far as a use case can act on it.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// A database call failed. Its message is for the log, never for a client (G6).
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no connection to be had, or it broke: try again later (503).
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// The connection broke while a commit was on its way: it may have been kept, and may not.
    #[error("the connection broke during the commit, and it is not known whether the change was kept: {0}")]
    CommitUnknown(String),
    /// The database gave a statement up for a reason that may pass: a deadlock, a conflict with another transaction, a time limit.
    /// Nothing of the transaction was kept, and the same may succeed when it is tried again.
    #[error("the database gave up: {0}")]
    Transient(String),
    /// A unique, exclusion or check constraint refused the change; the name is the constraint's.
    #[error("refused by the constraint {0}")]
    Constraint(String),
    /// Anything else: a defect.
    #[error(transparent)]
    Query(DieselError),
}

/// The result of a database call.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Whether the named constraint refused the change.
    pub fn is_constraint(&self, name: &str) -> bool {
        matches!(self, Self::Constraint(constraint) if constraint == name)
    }
}

impl Error {
    /// Why a commit was not answered with success.
    pub(crate) fn of_commit(error: DieselError) -> Self {
        let error = match error {
            // A connection that is gone cannot roll back either.
            DieselError::RollbackErrorOnCommit { commit_error, .. } => *commit_error,
            other => other,
        };
        match Self::from(error) {
            Self::Unavailable(cause) => Self::CommitUnknown(cause),
            refused => refused,
        }
    }
}

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Self {
        match &error {
            DieselError::DatabaseError(
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand,
                info,
            ) => Self::Unavailable(info.message().to_owned()),
            // 40001
            DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, info) => {
                Self::Transient(info.message().to_owned())
            }
            // 25006: the connection leads to a server that follows another one.
            DieselError::DatabaseError(DatabaseErrorKind::ReadOnlyTransaction, info) => {
                Self::Unavailable(info.message().to_owned())
            }
            DieselError::DatabaseError(_, info) => match info.constraint_name() {
                Some(name) => Self::Constraint(name.to_owned()),
                // Postgres says these while it stops, starts or recovers.
                None if is_outage(info.message()) => Self::Unavailable(info.message().to_owned()),
                None if may_pass(info.message()) => Self::Transient(info.message().to_owned()),
                None => Self::Query(error),
            },
            DieselError::BrokenTransactionManager => Self::Unavailable(error.to_string()),
            _ => Self::Query(error),
        }
    }
}

/// Diesel does not hand on the error's code: 40P01, 57014 and 55P03 are told by their words.
fn may_pass(message: &str) -> bool {
    [
        "deadlock detected",
        "canceling statement due to",
        "could not obtain lock on",
    ]
    .iter()
    .any(|words| message.contains(words))
}

fn is_outage(message: &str) -> bool {
    [
        "connection closed",
        "terminating connection",
        "the database system is",
        "error communicating",
    ]
    .iter()
    .any(|words| message.contains(words))
}
