//! The cluster as its users see it: open, a connection string, close.

use std::fmt::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use crate::account::Account;
use crate::binaries::Binaries;
use crate::command::Programs;
use crate::folder::Folder;
use crate::initialise::{create_database, create_server_role, initialise};
use crate::lock::{Locks, UserLock};
use crate::server::Server;
use crate::{Error, SERVER_ROLE, SUPERUSER};

/// Whether what is committed must survive a power cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Everything committed is on the disk.
    Durable,
    /// For tests: fast, and lost when the machine fails. Allows 300 connections.
    Throwaway,
}

/// How a cluster was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// This was the last user: the server has been stopped.
    Stopped,
    /// Others still use it: the server goes on.
    StillUsed,
}

/// A running private cluster. Dropping it is the same as [`Cluster::close`], but for the errors.
#[derive(Debug)]
pub struct Cluster {
    programs: Programs,
    folder: Folder,
    locks: Locks,
    server: Server,
    /// Absent once the cluster has been left.
    user: Option<UserLock>,
}

impl Cluster {
    /// Opens the cluster in `data_directory`: creates it if it is missing, adopts its server if one
    /// runs (also one whose users were killed), starts one otherwise. Returns when it accepts
    /// connections. A server that already runs keeps the durability it was started with.
    ///
    /// # Errors
    /// See [`Error`]; each says what to do about it.
    pub fn open(data_directory: &Path, durability: Durability) -> Result<Self, Error> {
        let account = Account::choose()?;
        let folder = Folder::prepare(data_directory, account)?;
        let programs = Programs::new(Binaries::find_for(&folder.cluster())?, account);
        let locks = Locks::below(folder.root(), account);

        let starting = locks.start()?;
        initialise(&programs, &folder, account, durability)?;
        let server = Server::adopt_or_start(&programs, &folder, account, durability)?;
        // From here on an error drops `cluster`, which stops the server again if nobody else uses it.
        let mut cluster = Self {
            programs,
            folder,
            locks,
            server,
            user: None,
        };
        let prepared = cluster.prepare(account);
        let entered = prepared.and_then(|()| cluster.locks.enter(&starting));
        drop(starting);
        match entered {
            Ok(user) => {
                cluster.user = Some(user);
                Ok(cluster)
            }
            Err(error) => {
                let _ = cluster.leave();
                Err(error)
            }
        }
    }

    /// What every cluster has, also one that an earlier version made.
    fn prepare(&self, account: Account) -> Result<(), Error> {
        create_database(&self.programs, &self.folder, account, self.socket_folder())?;
        create_server_role(&self.programs, &self.folder, account, self.socket_folder())
    }

    /// A connection string for one database, as the superuser `locum`, who owns it, such as
    /// `postgresql://locum@%2Fsrv%2Fdata%2Fpostgres%2Fsocket:5432/locum`.
    #[must_use]
    pub fn owner_url(&self, database: &str) -> String {
        self.url(SUPERUSER, database)
    }

    /// The same as `locum_server`, which may do there what the owner lets it.
    #[must_use]
    pub fn server_url(&self, database: &str) -> String {
        self.url(SERVER_ROLE, database)
    }

    fn url(&self, role: &str, database: &str) -> String {
        let host = percent_encoded(self.socket_folder().as_os_str().as_bytes());
        format!(
            "postgresql://{role}@{host}:5432/{}",
            percent_encoded(database.as_bytes())
        )
    }

    /// The folder the server's socket is in: what `psql --host` takes.
    #[must_use]
    pub fn socket_folder(&self) -> &Path {
        &self.server.socket_folder
    }

    /// The folder that holds everything of the cluster. It is below the data directory, unless
    /// [`Cluster::notice`] says otherwise.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.root()
    }

    /// The programs the cluster runs on; also for `psql` and `pgbench`.
    #[must_use]
    pub fn binaries(&self) -> &Binaries {
        self.programs.binaries()
    }

    /// Something a person should be told once, such as that the database lies elsewhere than asked.
    #[must_use]
    pub fn notice(&self) -> Option<&str> {
        self.folder.notice()
    }

    /// Leaves the cluster; the last one out stops the server and waits until it has ended. Close the
    /// connections first: those still open are cut.
    ///
    /// # Errors
    /// [`Error::Program`] if the server did not end.
    pub fn close(mut self) -> Result<Closed, Error> {
        self.user = None;
        self.leave()
    }

    fn leave(&mut self) -> Result<Closed, Error> {
        let starting = self.locks.start()?;
        if !self.locks.nobody_uses_it(&starting)? {
            return Ok(Closed::StillUsed);
        }
        self.server.stop(&self.programs, &self.folder)?;
        Ok(Closed::Stopped)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.user.take().is_some() {
            // There is nobody to tell; the next one to open the cluster adopts what is left.
            let _ = self.leave();
        }
    }
}

/// Encodes everything but unreserved characters.
fn percent_encoded(bytes: &[u8]) -> String {
    let mut encoded = String::new();
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::percent_encoded;

    #[test]
    fn a_path_becomes_one_host() {
        assert_eq!(percent_encoded("/tmp/ä b".as_bytes()), "%2Ftmp%2F%C3%A4%20b");
    }
}
