//! What can go wrong, in words that say what to do about it.

use std::io;
use std::path::PathBuf;

/// Why a private cluster could not be opened or closed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The data directory or something below it cannot be created, read or written.
    #[error(
        "cannot use the data directory {}: {source}. Make it writable for this user, or set LOCUM_DATA_DIR to a folder that is",
        .path.display()
    )]
    DataDirectory {
        /// The folder or file that refused.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// No PostgreSQL server binaries of a known-good age were found.
    #[error(
        "PostgreSQL {} or later was not found ({looked}). Install it with `apt-get install postgresql`, or set LOCUM_PG_BIN to the folder that holds `postgres` and `initdb`",
        crate::OLDEST_MAJOR
    )]
    BinariesNotFound {
        /// Where was looked, and what was wrong there.
        looked: String,
    },
    /// The cluster was made by another major version than any that is installed.
    #[error(
        "the database in {} was made by PostgreSQL {major}, which is not installed ({looked}). Install it with `apt-get install postgresql-{major}`",
        .path.display()
    )]
    MajorNotFound {
        /// The cluster's folder.
        path: PathBuf,
        /// The major version that made it.
        major: u32,
        /// Where was looked, and what was there instead.
        looked: String,
    },
    /// Running as root, which PostgreSQL refuses, and there is no account to run it as.
    #[error(
        "PostgreSQL does not run as root and there is no user `postgres` to run it as. `apt-get install postgresql` creates one; or run Locum as an ordinary user"
    )]
    NoAccount,
    /// A PostgreSQL program could not be started at all.
    #[error("could not run {}: {source}", .program.display())]
    Spawn {
        /// The program.
        program: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A PostgreSQL program ran and failed.
    #[error("{program} failed:\n{output}")]
    Program {
        /// Its name, such as `initdb`.
        program: &'static str,
        /// What it wrote to standard error.
        output: String,
    },
    /// The server ended, or did not answer in time, while it was being started.
    #[error("PostgreSQL did not start: {reason}. The end of {}:\n{tail}", .log.display())]
    Start {
        /// What was seen of it.
        reason: String,
        /// The log file.
        log: PathBuf,
        /// The last lines written to the log since the start.
        tail: String,
    },
}

impl Error {
    /// For `map_err`: names the folder or file that an operation failed on.
    pub(crate) fn at(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Error {
        let path = path.into();
        move |source| Error::DataDirectory { path, source }
    }
}
