//! What can go wrong with the database, as far as a use case can act on it.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// A database call failed. Its message is for the log, never for a client (G6).
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no connection to be had, or it broke: try again later (503).
    #[error("the database cannot be reached: {0}")]
    Unavailable(#[source] Cause),
    /// The connection broke while a commit was on its way: it may have been kept, and may not.
    #[error("the connection broke during the commit, and it is not known whether the change was kept: {0}")]
    CommitUnknown(#[source] Cause),
    /// The database gave a statement up for a reason that may pass: a deadlock, a conflict with another transaction, a time limit.
    /// Nothing of the transaction was kept, and the same may succeed when it is tried again.
    #[error("the database gave up: {0}")]
    Transient(#[source] Cause),
    /// A unique, exclusion or check constraint refused the change.
    #[error("refused by the constraint {name}")]
    Constraint {
        /// The constraint's name.
        name: String,
        /// What the database said.
        source: DieselError,
    },
    /// Anything else: a defect.
    #[error(transparent)]
    Query(DieselError),
}

/// What the driver or the pool said.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// The result of a database call.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Whether the named constraint refused the change.
    pub fn is_constraint(&self, name: &str) -> bool {
        matches!(self, Self::Constraint { name: constraint, .. } if constraint == name)
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
                _,
            ) => Self::Unavailable(error.into()),
            // 40001
            DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => {
                Self::Transient(error.into())
            }
            // 25006: the connection leads to a server that follows another one.
            DieselError::DatabaseError(DatabaseErrorKind::ReadOnlyTransaction, _) => {
                Self::Unavailable(error.into())
            }
            DieselError::DatabaseError(_, info) => match info.constraint_name() {
                Some(name) => Self::Constraint {
                    name: name.to_owned(),
                    source: error,
                },
                // Postgres says these while it stops, starts or recovers.
                None if is_outage(info.message()) => Self::Unavailable(error.into()),
                None if may_pass(info.message()) => Self::Transient(error.into()),
                None => Self::Query(error),
            },
            DieselError::BrokenTransactionManager => Self::Unavailable(error.into()),
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
