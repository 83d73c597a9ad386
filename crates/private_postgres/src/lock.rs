//! Who uses the cluster, and who may start or stop it, told apart by two file locks. The system
//! releases both when a process dies, however it dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::Error;
use crate::account::Account;
use crate::folder::give_to;

/// The lock files of one cluster.
#[derive(Debug, Clone)]
pub(crate) struct Locks {
    start: PathBuf,
    users: PathBuf,
    account: Account,
}

/// Held while the server is started or stopped: no two processes do either at a time.
#[derive(Debug)]
pub(crate) struct StartLock(File);

/// Held, shared, for as long as a process uses the cluster.
#[derive(Debug)]
pub(crate) struct UserLock(File);

impl Locks {
    pub(crate) fn below(root: &Path, account: Account) -> Self {
        Self {
            start: root.join("start.lock"),
            users: root.join("users.lock"),
            account,
        }
    }

    /// Waits until nobody else starts or stops the server.
    pub(crate) fn start(&self) -> Result<StartLock, Error> {
        let file = self.open(&self.start)?;
        file.lock().map_err(Error::at(&self.start))?;
        Ok(StartLock(file))
    }

    /// Enters the users. Take it while holding the start lock, which is when nobody counts them.
    pub(crate) fn enter(&self, _held: &StartLock) -> Result<UserLock, Error> {
        let file = self.open(&self.users)?;
        file.lock_shared().map_err(Error::at(&self.users))?;
        Ok(UserLock(file))
    }

    /// Whether no process uses the cluster any more.
    pub(crate) fn nobody_uses_it(&self, _held: &StartLock) -> Result<bool, Error> {
        let file = self.open(&self.users)?;
        match file.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(source)) => Err(Error::at(&self.users)(source)),
        }
    }

    fn open(&self, path: &Path) -> Result<File, Error> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(Error::at(path))?;
        // Root and PostgreSQL's account may take turns in using the same data directory.
        give_to(path, self.account)?;
        Ok(file)
    }
}

impl Drop for StartLock {
    fn drop(&mut self) {
        // Unlocking rather than closing: a child forked at this moment still holds a copy of the file.
        let _ = self.0.unlock();
    }
}

impl Drop for UserLock {
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}
