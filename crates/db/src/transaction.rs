//! A transaction as a value: begun here, and committed or rolled back by [`Transaction::finish`].
//!
//! Dropped unfinished (the client went away), its connection is found broken by the pool and closed, which rolls
//! back.

use std::ops::{Deref, DerefMut};

use diesel_async::{AnsiTransactionManager, TransactionManager};

use crate::pool::PooledConnection;
use crate::{Connection, Error, Pool, changes};

/// An open transaction.
pub struct Transaction {
    conn: PooledConnection,
}

impl Transaction {
    /// Takes a connection and begins.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn begin(pool: &Pool) -> Result<Self, Error> {
        let mut conn = pool.get().await?;
        AnsiTransactionManager::begin_transaction(&mut *conn).await?;
        Ok(Self { conn })
    }

    /// Commits when the work succeeded, else rolls back.
    ///
    /// # Errors
    /// The work's own error; or the commit's: then nothing was kept, but with [`Error::CommitUnknown`].
    pub async fn finish<R, E: From<Error>>(mut self, outcome: Result<R, E>) -> Result<R, E> {
        match outcome {
            Ok(value) => {
                changes::sent();
                let committed = AnsiTransactionManager::commit_transaction(&mut *self.conn).await;
                match committed.map_err(Error::of_commit) {
                    Ok(()) => Ok(value),
                    Err(unknown @ Error::CommitUnknown(_)) => Err(unknown.into()),
                    Err(refused) => {
                        changes::refused();
                        Err(refused.into())
                    }
                }
            }
            Err(error) => {
                // The work's error is the one to tell; a connection that cannot roll back is dropped by the pool.
                let _ = AnsiTransactionManager::rollback_transaction(&mut *self.conn).await;
                Err(error)
            }
        }
    }
}

impl Deref for Transaction {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.conn
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.conn
    }
}
