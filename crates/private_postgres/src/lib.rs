//! A private PostgreSQL cluster in a folder: created when missing, reached by a Unix socket only,
//! shared by every process that opens the same folder and stopped by the last one that leaves.
//!
//! Nothing here is asynchronous and nothing knows about Locum's tables: the crate starts Debian's (or
//! anybody's) PostgreSQL binaries and hands out a connection string. Calls block for as long as
//! PostgreSQL needs, so an asynchronous caller runs them on a blocking thread.
//!
//! What lies where, below the data directory:
//!
//! ```text
//! postgres/             0700, belongs to the account PostgreSQL runs as
//!   cluster/            PostgreSQL's own data directory
//!   socket/             the socket (a short folder elsewhere when this path is too long for one)
//!   postgres.log        what the server says
//!   start.lock          held while the server is started or stopped
//!   users.lock          held, shared, by everybody who uses the cluster
//! ```

mod account;
mod binaries;
mod cluster;
mod command;
mod error;
mod folder;
mod initialise;
mod lock;
mod log;
mod postmaster;
mod server;
mod socket;

pub use binaries::{Binaries, OLDEST_MAJOR};
pub use cluster::{Closed, Cluster, Durability};
pub use error::Error;

/// Where [`Cluster::open`] keeps the cluster asked for in `data_directory`: there, unless PostgreSQL's
/// own user could not reach it. Creates nothing.
///
/// # Errors
/// [`Error::NoAccount`] where one is root and PostgreSQL has no user, [`Error::DataDirectory`] for a
/// path that cannot be made absolute.
pub fn effective_data_directory(data_directory: &std::path::Path) -> Result<std::path::PathBuf, Error> {
    Ok(folder::Place::of(data_directory, account::Account::choose()?)?.chosen)
}

/// The superuser of every private cluster, and the owner of its databases and of what is in them.
pub const SUPERUSER: &str = "locum";

/// The role that programs use a database by. It owns nothing, may change no role and is a member of none: what it may do in a
/// database is given to it there.
pub const SERVER_ROLE: &str = "locum_server";

/// The database every private cluster has from its first start on.
pub const DATABASE: &str = "locum";
