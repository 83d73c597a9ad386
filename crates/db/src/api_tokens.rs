//! Tokens of other systems, by the hash of their secret (S).

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, TokenId};
use domain::scope::Scope;

use crate::api_answers::Kept;
use crate::functions::{greatest, lower};
use crate::prepared::Prepare;
use crate::schema::{api_answers, api_tokens};
use crate::sql_types::IntoBind;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// The most tokens that are listed.
const LISTED: i64 = 1_000;

/// A token, without its secret.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = api_tokens)]
pub struct Token {
    id: TokenId,
    /// As the log names it.
    pub name: String,
    scopes: Vec<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// To the hour; none: never.
    pub last_used_at: Option<DateTime<Utc>>,
    /// It serves no longer from this instant.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl Token {
    /// Which token.
    pub fn id(&self) -> TokenId {
        self.id
    }

    /// What it may do.
    pub fn scopes(&self) -> impl Iterator<Item = Scope> {
        self.scopes.iter().filter_map(|code| Scope::from_code(code))
    }
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
    let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.code()).collect();
    Ok(diesel::insert_into(api_tokens::table)
        .values((
            api_tokens::name.eq(token.name),
            api_tokens::hash.eq(token.hash),
            api_tokens::scopes.eq(scopes),
            api_tokens::created_by.eq(token.created_by),
            api_tokens::created_at.eq(token.created_at),
        ))
        .returning(api_tokens::id)
        .get_result(tx)
        .await?)
}

/// All tokens, those in force first, newest first.
///
/// # Errors
/// When the database fails.
pub async fn all(conn: &mut Connection) -> Result<Vec<Token>> {
    Ok(api_tokens::table
        .order((api_tokens::revoked_at.desc().nulls_first(), api_tokens::id.desc()))
        .limit(LISTED)
        .select(Token::as_select())
        .load(conn)
        .await?)
}

/// Takes the token of that name out of force; none when there is none in force.
///
/// # Errors
/// When the database fails.
pub async fn revoke(tx: &mut Transaction, name: &str, now: DateTime<Utc>) -> Result<Option<TokenId>> {
    if !crate::people::is_text(name) {
        return Ok(None);
    }
    let named = api_tokens::table
        .filter(lower(api_tokens::name).eq(lower(name)))
        .filter(api_tokens::revoked_at.is_null());
    Ok(diesel::update(named)
        .set(api_tokens::revoked_at.eq(greatest(now, api_tokens::created_at).nullable()))
        .returning(api_tokens::id)
        .prepared()
        .get_result(tx)
        .await
        .optional()?)
}

/// The token in force with this hash.
///
/// # Errors
/// When the database fails.
pub async fn by_hash(conn: &mut Connection, hash: &[u8]) -> Result<Option<Token>> {
    Ok(api_tokens::table
        .filter(api_tokens::hash.eq(hash))
        .filter(api_tokens::revoked_at.is_null())
        .select(Token::as_select())
        .first(conn)
        .await
        .optional()?)
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
    let answered = api_answers::token_id
        .eq(api_tokens::id)
        .and(api_answers::key.eq(key));
    Ok(api_tokens::table
        .left_join(api_answers::table.on(answered))
        .filter(api_tokens::hash.eq(hash))
        .filter(api_tokens::revoked_at.is_null())
        .select((Token::as_select(), Option::<Kept>::as_select()))
        .first(conn)
        .await
        .optional()?)
}

/// Notes that a token was used in this hour; the first of several at once does it.
///
/// # Errors
/// When the database fails.
pub async fn touch(tx: &mut Transaction, token: TokenId, hour: DateTime<Utc>) -> Result<()> {
    let used_before = api_tokens::last_used_at
        .is_null()
        .or(api_tokens::last_used_at.lt(hour));
    diesel::update(api_tokens::table.find(token.bind()).filter(used_before))
        .set(api_tokens::last_used_at.eq(Some(hour)))
        .prepared()
        .execute(tx)
        .await?;
    Ok(())
}
