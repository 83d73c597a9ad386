//! What was answered to changes with an `Idempotency-Key`: written with the change, found by the next try.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Bytea, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::TokenId;

use crate::glued::statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// An answer that was kept.
#[derive(Debug, Clone, PartialEq, Eq, diesel::QueryableByName)]
pub struct Kept {
    /// SHA-256 of the request it was given to.
    #[diesel(sql_type = Bytea)]
    pub request_hash: Vec<u8>,
    /// The answer's body.
    #[diesel(sql_type = Text)]
    pub answer: String,
    /// When.
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
}

/// An answer to be kept.
#[derive(Debug, Clone, serde::Serialize)]
pub struct NewAnswer {
    /// Whose key it is.
    pub token_id: i64,
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
    const SQL: &str =
        "INSERT INTO api_answers (token_id, key, request_hash, answer, at) VALUES ($1, $2, $3, $4, $5)";
    statement(SQL)
        .bind::<BigInt, _>(answer.token_id)
        .bind::<Text, _>(answer.key)
        .bind::<Bytea, _>(answer.request_hash)
        .bind::<Text, _>(answer.answer)
        .bind::<Timestamptz, _>(answer.at)
        .execute(tx)
        .await?;
    Ok(())
}

/// What was answered under a key.
///
/// # Errors
/// When the database fails.
pub async fn find(conn: &mut Connection, token: TokenId, key: &str) -> Result<Option<Kept>> {
    let query =
        statement("SELECT request_hash, answer, at FROM api_answers WHERE token_id = $1 AND key = $2");
    let rows: Vec<Kept> = query
        .bind::<BigInt, _>(token.0)
        .bind::<Text, _>(key.to_owned())
        .load(conn)
        .await?;
    Ok(rows.into_iter().next())
}

/// Forgets one key, if it is older than `before`.
///
/// # Errors
/// When the database fails.
pub async fn forget(tx: &mut Transaction, token: TokenId, key: &str, before: DateTime<Utc>) -> Result<()> {
    statement("DELETE FROM api_answers WHERE token_id = $1 AND key = $2 AND at <= $3")
        .bind::<BigInt, _>(token.0)
        .bind::<Text, _>(key.to_owned())
        .bind::<Timestamptz, _>(before)
        .execute(tx)
        .await?;
    Ok(())
}

/// Removes up to `limit` answers older than `before` and returns how many.
///
/// # Errors
/// When the database fails.
pub async fn prune(tx: &mut Transaction, before: DateTime<Utc>, limit: i64) -> Result<usize> {
    const SQL: &str = "DELETE FROM api_answers a USING (SELECT token_id, key FROM api_answers WHERE at <= $1 ORDER BY at \
                       LIMIT $2 FOR UPDATE SKIP LOCKED) old WHERE a.token_id = old.token_id AND a.key = old.key";
    Ok(statement(SQL)
        .bind::<Timestamptz, _>(before)
        .bind::<BigInt, _>(limit)
        .execute(tx)
        .await?)
}
