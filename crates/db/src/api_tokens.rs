//! Tokens of other systems, by the hash of their secret (S).

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bytea, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, TokenId};
use domain::scope::Scope;

use crate::api_answers::Kept;
use crate::glued::statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// A token, without its secret.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Token {
    #[diesel(sql_type = BigInt)]
    id: i64,
    /// As the log names it.
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Array<Text>)]
    scopes: Vec<String>,
    /// When it was made.
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    /// To the hour; none: never.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_used_at: Option<DateTime<Utc>>,
    /// It serves no longer from this instant.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub revoked_at: Option<DateTime<Utc>>,
}

impl Token {
    /// Which token.
    pub fn id(&self) -> TokenId {
        TokenId(self.id)
    }

    /// What it may do.
    pub fn scopes(&self) -> impl Iterator<Item = Scope> {
        self.scopes.iter().filter_map(|code| Scope::from_code(code))
    }
}

#[derive(diesel::QueryableByName)]
struct NewId {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// A token to be written.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// As the log is to name it.
    pub name: String,
    /// SHA-256 of the secret.
    pub hash: Vec<u8>,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// Who made it; none: a command.
    pub created_by: Option<PersonId>,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// Writes a token.
///
/// # Errors
/// `api_tokens_name_key` when one in force has that name, or when the database fails.
pub async fn insert(tx: &mut Transaction, token: NewToken) -> Result<TokenId> {
    const SQL: &str = "INSERT INTO api_tokens (name, hash, scopes, created_by, created_at) VALUES ($1, $2, $3, $4, $5) \
                       RETURNING id";
    let scopes: Vec<String> = token.scopes.iter().map(|scope| scope.code().to_owned()).collect();
    let row: NewId = statement(SQL)
        .bind::<Text, _>(token.name)
        .bind::<Bytea, _>(token.hash)
        .bind::<Array<Text>, _>(scopes)
        .bind::<Nullable<BigInt>, _>(token.created_by.map(|person| person.0))
        .bind::<Timestamptz, _>(token.created_at)
        .get_result(tx)
        .await?;
    Ok(TokenId(row.id))
}

/// All tokens, those in force first, newest first.
///
/// # Errors
/// When the database fails.
pub async fn all(conn: &mut Connection) -> Result<Vec<Token>> {
    const SQL: &str = "SELECT id, name, scopes, created_at, last_used_at, revoked_at FROM api_tokens \
                       ORDER BY revoked_at DESC NULLS FIRST, id DESC LIMIT 1000";
    Ok(statement(SQL).load(conn).await?)
}

/// Takes the token of that name out of force; none when there is none in force.
///
/// # Errors
/// When the database fails.
pub async fn revoke(tx: &mut Transaction, name: &str, now: DateTime<Utc>) -> Result<Option<TokenId>> {
    const SQL: &str = "UPDATE api_tokens SET revoked_at = greatest($2, created_at) WHERE lower(name) = lower($1) \
                       AND revoked_at IS NULL RETURNING id";
    if !crate::people::is_text(name) {
        return Ok(None);
    }
    let rows: Vec<NewId> = statement(SQL)
        .bind::<Text, _>(name.to_owned())
        .bind::<Timestamptz, _>(now)
        .load(tx)
        .await?;
    Ok(rows.into_iter().next().map(|row| TokenId(row.id)))
}

/// The token in force with this hash.
///
/// # Errors
/// When the database fails.
pub async fn by_hash(conn: &mut Connection, hash: &[u8]) -> Result<Option<Token>> {
    const SQL: &str = "SELECT id, name, scopes, created_at, last_used_at, revoked_at FROM api_tokens \
                       WHERE hash = $1 AND revoked_at IS NULL";
    let rows: Vec<Token> = statement(SQL).bind::<Bytea, _>(hash.to_vec()).load(conn).await?;
    Ok(rows.into_iter().next())
}

#[derive(diesel::QueryableByName)]
struct WithAnswer {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Array<Text>)]
    scopes: Vec<String>,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    last_used_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Bytea>)]
    request_hash: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Text>)]
    answer: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    at: Option<DateTime<Utc>>,
}

/// The token in force with this hash, and what it was answered under this key: one round trip for both.
///
/// # Errors
/// When the database fails.
pub async fn by_hash_with_answer(
    conn: &mut Connection,
    hash: &[u8],
    key: &str,
) -> Result<Option<(Token, Option<Kept>)>> {
    const SQL: &str = "SELECT t.id, t.name, t.scopes, t.created_at, t.last_used_at, a.request_hash, a.answer, a.at \
                       FROM api_tokens t LEFT JOIN api_answers a ON a.token_id = t.id AND a.key = $2 \
                       WHERE t.hash = $1 AND t.revoked_at IS NULL";
    let rows: Vec<WithAnswer> = statement(SQL)
        .bind::<Bytea, _>(hash.to_vec())
        .bind::<Text, _>(key.to_owned())
        .load(conn)
        .await?;
    Ok(rows.into_iter().next().map(|row| {
        let kept = match (row.request_hash, row.answer, row.at) {
            (Some(request_hash), Some(answer), Some(at)) => Some(Kept {
                request_hash,
                answer,
                at,
            }),
            _ => None,
        };
        let token = Token {
            id: row.id,
            name: row.name,
            scopes: row.scopes,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            revoked_at: None,
        };
        (token, kept)
    }))
}

/// Notes that a token was used in this hour; the first of several at once does it.
///
/// # Errors
/// When the database fails.
pub async fn touch(tx: &mut Transaction, token: TokenId, hour: DateTime<Utc>) -> Result<()> {
    const SQL: &str = "UPDATE api_tokens SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)";
    statement(SQL)
        .bind::<BigInt, _>(token.0)
        .bind::<Timestamptz, _>(hour)
        .execute(tx)
        .await?;
    Ok(())
}
