//! A transaction as a value. Whatever writes or locks takes one, so nothing is written without somebody having said where the
//! transaction begins and ends; whatever only reads takes a connection, and a transaction lends itself as one.
//!
//! [`Transaction::run`] begins, commits and rolls back. Where a use case writes with one statement only, that statement is a
//! transaction by itself: [`Transaction::autocommit`].
//!
//! Dropped unfinished (the client went away), its connection is found broken by the pool and closed, which rolls back.

use std::ops::{Deref, DerefMut};

use diesel_async::{AnsiTransactionManager, TransactionManager};

use crate::pool::PooledConnection;
use crate::{Connection, Error, Pool, changes};

/// An open transaction.
pub struct Transaction {
    conn: PooledConnection,
}

impl Transaction {
    /// Begins a transaction, does the work in it, and commits where the work succeeded; else it rolls back.
    ///
    /// # Errors
    /// The work's own error; the database's, when it cannot be reached or the commit failed: then nothing was kept, but with
    /// [`Error::CommitUnknown`].
    pub async fn run<R, E: From<Error>>(
        pool: &Pool,
        work: impl AsyncFnOnce(&mut Self) -> Result<R, E>,
    ) -> Result<R, E> {
        let mut tx = Self::begin(pool).await?;
        let outcome = work(&mut tx).await;
        if outcome.is_ok() {
            tx.commit().await?;
        } else {
            tx.roll_back().await;
        }
        outcome
    }

    /// Begins a transaction, does the work in it, and rolls back whatever came of it: what would become of a change is found by
    /// making it.
    ///
    /// # Errors
    /// The work's own error; the database's, when it cannot be reached.
    pub async fn undone<R, E: From<Error>>(
        pool: &Pool,
        work: impl AsyncFnOnce(&mut Self) -> Result<R, E>,
    ) -> Result<R, E> {
        let mut tx = Self::begin(pool).await?;
        let outcome = work(&mut tx).await;
        tx.roll_back().await;
        outcome
    }

    /// Does a part of the work, and takes back that part alone where it failed: what was done before stays, and the transaction goes
    /// on.
    ///
    /// # Errors
    /// The work's own error; the database's, when it cannot be reached.
    pub async fn attempt<R, E: From<Error>>(
        &mut self,
        work: impl AsyncFnOnce(&mut Self) -> Result<R, E>,
    ) -> Result<R, E> {
        let begun = AnsiTransactionManager::begin_transaction(&mut *self.conn).await;
        begun.map_err(Error::from)?;
        let outcome = work(self).await;
        let ended = match outcome {
            Ok(_) => AnsiTransactionManager::commit_transaction(&mut *self.conn).await,
            Err(_) => AnsiTransactionManager::rollback_transaction(&mut *self.conn).await,
        };
        ended.map_err(Error::from)?;
        outcome
    }

    async fn begin(pool: &Pool) -> Result<Self, Error> {
        let mut tx = Self::autocommit(pool).await?;
        AnsiTransactionManager::begin_transaction(&mut *tx.conn).await?;
        Ok(tx)
    }

    async fn commit(&mut self) -> Result<(), Error> {
        changes::sent();
        let committed = AnsiTransactionManager::commit_transaction(&mut *self.conn).await;
        let committed = committed.map_err(Error::of_commit);
        if committed
            .as_ref()
            .is_err_and(|error| !matches!(error, Error::CommitUnknown(_)))
        {
            changes::refused();
        }
        committed
    }

    /// What came of the work is what its caller hears of; a connection that cannot roll back is dropped by the pool.
    async fn roll_back(&mut self) {
        let _ = AnsiTransactionManager::rollback_transaction(&mut *self.conn).await;
    }

    /// A connection on which PostgreSQL makes each statement a transaction of its own. Only for a use case that writes with one
    /// statement: `BEGIN` and `COMMIT` around it would be two round trips for nothing.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn autocommit(pool: &Pool) -> Result<Self, Error> {
        Ok(Self {
            conn: pool.get().await?,
        })
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
