//! Sessions, by the hash of their id (S).

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Bytea, Jsonb, Nullable, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;

use crate::statement::statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// What is kept of a session.
#[derive(Debug, diesel::QueryableByName)]
pub struct Session {
    /// What the application keeps in it.
    #[diesel(sql_type = Jsonb)]
    pub data: serde_json::Value,
    /// It is no longer valid from this instant.
    #[diesel(sql_type = Timestamptz)]
    pub expires_at: DateTime<Utc>,
}

/// Reads a session that has not expired.
///
/// # Errors
/// When the database fails.
pub async fn load(conn: &mut Connection, id_hash: &[u8], now: DateTime<Utc>) -> Result<Option<Session>> {
    let query = statement("SELECT data, expires_at FROM sessions WHERE id_hash = $1 AND expires_at > $2")
        .bind::<Bytea, _>(id_hash.to_vec())
        .bind::<Timestamptz, _>(now);
    let found: Vec<Session> = query.load(conn).await?;
    Ok(found.into_iter().next())
}

/// Makes a session; false when the id is taken.
///
/// # Errors
/// When the database fails.
pub async fn create(
    tx: &mut Transaction,
    id_hash: &[u8],
    person: Option<PersonId>,
    session: Session,
) -> Result<bool> {
    const SQL: &str = "INSERT INTO sessions (id_hash, person_id, data, expires_at) VALUES ($1, $2, $3, $4) \
                       ON CONFLICT DO NOTHING";
    Ok(bind_all(SQL, id_hash, person, session).execute(tx).await? == 1)
}

/// Writes a session that exists; one that was ended meanwhile stays ended.
///
/// # Errors
/// When the database fails.
pub async fn save(
    tx: &mut Transaction,
    id_hash: &[u8],
    person: Option<PersonId>,
    session: Session,
) -> Result<()> {
    const SQL: &str = "UPDATE sessions SET person_id = $2, data = $3, expires_at = $4 WHERE id_hash = $1";
    bind_all(SQL, id_hash, person, session).execute(tx).await?;
    Ok(())
}

fn bind_all(
    sql: &'static str,
    id_hash: &[u8],
    person: Option<PersonId>,
    session: Session,
) -> crate::statement::Statement {
    statement(sql)
        .bind::<Bytea, _>(id_hash.to_vec())
        .bind::<Nullable<BigInt>, _>(person.map(|person| person.0))
        .bind::<Jsonb, _>(session.data)
        .bind::<Timestamptz, _>(session.expires_at)
}

/// Ends one session.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &mut Transaction, id_hash: &[u8]) -> Result<()> {
    statement("DELETE FROM sessions WHERE id_hash = $1")
        .bind::<Bytea, _>(id_hash.to_vec())
        .execute(tx)
        .await?;
    Ok(())
}

/// Ends every session of a person: at a new password, when disabled, when terminated.
///
/// # Errors
/// When the database fails.
pub async fn delete_of(tx: &mut Transaction, person: PersonId) -> Result<()> {
    statement("DELETE FROM sessions WHERE person_id = $1")
        .bind::<BigInt, _>(person.0)
        .execute(tx)
        .await?;
    Ok(())
}

/// Removes up to `limit` expired sessions and returns how many.
///
/// # Errors
/// When the database fails.
pub async fn prune(tx: &mut Transaction, now: DateTime<Utc>, limit: i64) -> Result<usize> {
    const SQL: &str = "DELETE FROM sessions WHERE id_hash IN (SELECT id_hash FROM sessions WHERE expires_at <= $1 \
                       ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)";
    Ok(statement(SQL)
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(limit)
        .execute(tx)
        .await?)
}
