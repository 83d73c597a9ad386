//! What was answered to changes with an `Idempotency-Key`: written with the change, found by the next try.

use chrono::{DateTime, Utc};
use db_macros::Statement;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::ids::TokenId;

use crate::schema::api_answers;
use crate::sql_types::{Bind, IntoBind};
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// An answer that was kept.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = api_answers)]
pub struct Kept {
    /// SHA-256 of the request it was given to.
    pub request_hash: Vec<u8>,
    /// The answer's body.
    pub answer: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// An answer to be kept.
#[derive(Debug, Clone, serde::Serialize, Insertable)]
#[diesel(table_name = api_answers)]
pub struct NewAnswer {
    /// Whose key it is.
    #[diesel(serialize_as = Bind<TokenId>)]
    pub token_id: TokenId,
    /// As the other system chose it.
    pub key: String,
    /// SHA-256 of the request.
    #[serde(serialize_with = "as_hex")]
    pub request_hash: Vec<u8>,
    /// The answer's body.
    pub answer: String,
    /// When.
    pub at: DateTime<Utc>,
}

fn as_hex<S: serde::Serializer>(bytes: &[u8], serializer: S) -> std::result::Result<S::Ok, S::Error> {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    serializer.serialize_str(&digits)
}

/// Keeps an answer, in the change's transaction.
///
/// # Errors
/// `api_answers_pkey` when somebody with the same key was quicker: the change must then not be kept.
pub async fn insert(tx: &mut Transaction, answer: NewAnswer) -> Result<()> {
    diesel::insert_into(api_answers::table)
        .values(answer)
        .execute(tx)
        .await?;
    Ok(())
}

/// What was answered under a key.
///
/// # Errors
/// When the database fails.
pub async fn find(conn: &mut Connection, token: TokenId, key: &str) -> Result<Option<Kept>> {
    let found = api_answers::table.find((token.bind(), key));
    Ok(found.select(Kept::as_select()).first(conn).await.optional()?)
}

/// Forgets one key, if it is older than `before`.
///
/// # Errors
/// When the database fails.
pub async fn forget(tx: &mut Transaction, token: TokenId, key: &str, before: DateTime<Utc>) -> Result<()> {
    let old = api_answers::table
        .find((token.bind(), key))
        .filter(api_answers::at.le(before));
    diesel::delete(old).execute(tx).await?;
    Ok(())
}

#[derive(Statement)]
#[statement(file = "api_answers/prune.sql")]
struct Prune {
    before: DateTime<Utc>,
    limit: i64,
}

/// Removes up to `limit` answers older than `before` and returns how many.
///
/// # Errors
/// When the database fails.
pub async fn prune(tx: &mut Transaction, before: DateTime<Utc>, limit: i64) -> Result<usize> {
    Prune { before, limit }.run(tx).await
}
