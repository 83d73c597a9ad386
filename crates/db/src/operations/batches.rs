//! Operations that go by batches: their row says how far they are, and each batch moves it in its own transaction.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;

use crate::Result;
use crate::prepared::Prepare;
use crate::schema::operations;
use crate::sql_types::Bind;
use crate::transaction::Transaction;

/// How far an operation is.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = operations)]
pub struct Position {
    /// As [`advance`] wrote it last; an empty object at first.
    pub result: serde_json::Value,
    /// Things to be done; none: not known yet.
    pub total: Option<i32>,
    /// When it was started.
    pub created_at: DateTime<Utc>,
    /// When it ended; none: it is under way.
    pub finished_at: Option<DateTime<Utc>>,
}

/// Locks an operation, so that nobody else does its next batch. None: there is no such operation.
///
/// # Errors
/// When the database fails.
pub async fn lock(tx: &mut Transaction, id: uuid::Uuid) -> Result<Option<Position>> {
    Ok(operations::table
        .find(id)
        .select(Position::as_select())
        .for_update()
        .first(tx)
        .await
        .optional()?)
}

/// How far an operation is after a batch.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = operations, treat_none_as_null = true)]
pub struct Reached {
    /// Things to be done in all.
    pub total: Option<i32>,
    /// Of them done.
    pub done: i32,
    /// Of them refused.
    pub failed: i32,
    /// Of them not there.
    pub unknown: i32,
    /// What the next batch needs to know, and what came of those before; `stopped`: why it ended early, in words.
    pub result: serde_json::Value,
    /// When it ended; none: there is more to do.
    pub finished_at: Option<DateTime<Utc>>,
}

/// Says how far it is, in the transaction of the batch.
///
/// # Errors
/// When the database fails.
pub async fn advance(tx: &mut Transaction, id: uuid::Uuid, reached: &Reached) -> Result<()> {
    diesel::update(operations::table.find(id))
        .set((reached, operations::attempts.eq(0)))
        .prepared()
        .execute(tx)
        .await?;
    Ok(())
}

/// Counts an attempt at the next batch that failed for a reason that may pass, and answers how many in a row that are. None: the
/// operation has ended.
///
/// # Errors
/// When the database fails.
pub async fn count_attempt(tx: &mut Transaction, id: uuid::Uuid) -> Result<Option<i16>> {
    let under_way = operations::table
        .find(id)
        .filter(operations::finished_at.is_null());
    Ok(diesel::update(under_way)
        .set(operations::attempts.eq(operations::attempts + 1))
        .returning(operations::attempts)
        .prepared()
        .get_result(tx)
        .await
        .optional()?)
}

/// Changes what is kept of its batches, and whether it has ended; its counts stay, and attempts are counted from the beginning.
///
/// # Errors
/// When the database fails.
pub async fn set_result(
    tx: &mut Transaction,
    id: uuid::Uuid,
    result: serde_json::Value,
    finished_at: Option<DateTime<Utc>>,
) -> Result<()> {
    diesel::update(operations::table.find(id))
        .set((
            operations::result.eq(result),
            operations::finished_at.eq(finished_at),
            operations::attempts.eq(0),
        ))
        .prepared()
        .execute(tx)
        .await?;
    Ok(())
}

/// Who resumed an operation, and by which request.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = operations, treat_none_as_null = true)]
pub struct ResumedBy<'a> {
    /// For whom it acts from now on.
    #[diesel(serialize_as = Bind<PersonId>)]
    pub resumed_by: PersonId,
    /// The page.
    pub resumed_through: &'a str,
    /// What we call the request.
    pub resumed_request_id: Option<&'a str>,
    /// What the client calls it.
    pub resumed_client_request_id: Option<&'a str>,
}

/// Lets an operation act for whoever resumed it; who started it stays that.
///
/// # Errors
/// When the database fails.
pub async fn set_resumed_by(tx: &mut Transaction, id: uuid::Uuid, by: ResumedBy<'_>) -> Result<()> {
    diesel::update(operations::table.find(id))
        .set(by)
        .prepared()
        .execute(tx)
        .await?;
    Ok(())
}
