//! Operations that a command carries out itself: a lock, held by a transaction of its own for as long as the command lives, says
//! that it is at work. The database lets go of it when the connection ends, however the process ended.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AnsiTransactionManager, RunQueryDsl, TransactionManager};
use domain::operation::OperationKind;
use serde_json::json;

use crate::functions::{pg_advisory_xact_lock, pg_try_advisory_xact_lock, set_config};
use crate::prepared::Prepare;
use crate::schema::operations;
use crate::sql_types::IntoBind;
use crate::transaction::Transaction;
use crate::{Connection, Pool, Result};

/// The lock's number.
fn number(kind: OperationKind) -> i64 {
    match kind {
        OperationKind::PeopleImport => 7_013,
        OperationKind::Reconcile => 7_014,
        OperationKind::Decide
        | OperationKind::Reassign
        | OperationKind::Comment
        | OperationKind::ReassignAll
        | OperationKind::AccessReview => 7_015,
    }
}

/// Says that a command is at work, for as long as it lives: a lock that ends with its transaction, on a connection of its own. A lock
/// of the session would be lost, or left to somebody else, behind a pooler that hands sessions on between transactions (O4).
pub struct AtWork {
    conn: Connection,
}

impl AtWork {
    /// Begins the transaction; nothing is locked yet.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn begin(pool: &Pool) -> Result<Self> {
        let mut conn = pool.detached().await?;
        AnsiTransactionManager::begin_transaction(&mut conn).await?;
        // It waits for as long as another command takes, and then does nothing for as long as its own takes.
        let without_end = (
            set_config("lock_timeout", "0", true),
            set_config("statement_timeout", "0", true),
            set_config("idle_in_transaction_session_timeout", "0", true),
        );
        diesel::select(without_end).execute(&mut conn).await?;
        Ok(Self { conn })
    }

    /// Takes the lock of a kind; false: another command has it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn try_lock(&mut self, kind: OperationKind) -> Result<bool> {
        Ok(diesel::select(pg_try_advisory_xact_lock(number(kind)))
            .get_result(&mut self.conn)
            .await?)
    }

    /// Takes it too, and waits while another command has it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lock(&mut self, kind: OperationKind) -> Result<()> {
        diesel::select(pg_advisory_xact_lock(number(kind)))
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }
}

/// Whether no command of a kind is at work; none begins before the transaction has ended.
///
/// # Errors
/// When the database fails.
pub async fn is_idle(tx: &mut Transaction, kind: OperationKind) -> Result<bool> {
    Ok(diesel::select(pg_try_advisory_xact_lock(number(kind)))
        .get_result(tx)
        .await?)
}

/// Whether an operation of a kind is under way, as its row says.
///
/// # Errors
/// When the database fails.
pub async fn has_unfinished(conn: &mut Connection, kinds: &[OperationKind]) -> Result<bool> {
    let of_kinds = operations::table
        .filter(operations::finished_at.is_null())
        .filter(operations::kind.eq_any(kinds.iter().map(|kind| kind.bind())));
    Ok(diesel::select(diesel::dsl::exists(of_kinds))
        .get_result(conn)
        .await?)
}

/// Ends every operation of a kind that is under way, with the words why, and with nothing done where that `is_undone`. For who holds the
/// lock: the commands that wrote them are gone.
///
/// # Errors
/// When the database fails.
pub async fn break_off(
    tx: &mut Transaction,
    kind: OperationKind,
    why: &str,
    is_undone: bool,
    now: DateTime<Utc>,
) -> Result<usize> {
    let under_way = operations::table
        .filter(operations::finished_at.is_null())
        .filter(operations::kind.eq(kind.bind()));
    Ok(diesel::update(under_way)
        .set((
            operations::result.eq(json!({ "stopped": why })),
            operations::finished_at.eq(Some(now)),
            is_undone.then_some(operations::done.eq(0)),
        ))
        .prepared()
        .execute(tx)
        .await?)
}

/// Says how far a command is.
///
/// # Errors
/// When the database fails.
pub async fn report(tx: &mut Transaction, id: uuid::Uuid, done: i32) -> Result<()> {
    diesel::update(
        operations::table
            .find(id)
            .filter(operations::finished_at.is_null()),
    )
    .set(operations::done.eq(done))
    .prepared()
    .execute(tx)
    .await?;
    Ok(())
}
