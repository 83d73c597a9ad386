//! Browsers in which somebody has signed in before, by the hash of a random id (S).

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Bool, Bytea, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;

use crate::glued::statement;
use crate::people::is_text;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// The browsers that are kept for one person: those in which they signed in last.
const KEPT: i64 = 20;

#[derive(diesel::QueryableByName)]
struct Known {
    #[diesel(sql_type = Bool)]
    is_known: bool,
}

/// Whether whoever has this username signed in with that browser before, and not too long ago.
///
/// # Errors
/// When the database fails.
pub async fn is_known(
    conn: &mut Connection,
    id_hash: &[u8],
    username: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    if !is_text(username) {
        return Ok(false);
    }
    const SQL: &str = "SELECT EXISTS (SELECT FROM known_browsers b JOIN people p ON p.id = b.person_id \
                       WHERE b.id_hash = $1 AND b.expires_at > $3 AND lower(p.username) = lower($2)) AS is_known";
    let found: Vec<Known> = statement(SQL)
        .bind::<Bytea, _>(id_hash.to_vec())
        .bind::<Text, _>(username.to_owned())
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await?;
    Ok(found.into_iter().any(|known| known.is_known))
}

/// Notes that a person signed in once more with a browser that is known to be theirs; false: it is not.
///
/// # Errors
/// When the database fails.
pub async fn seen(
    tx: &mut Transaction,
    id_hash: &[u8],
    person: PersonId,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<bool> {
    const SQL: &str = "UPDATE known_browsers SET signed_in_at = $3, expires_at = $4 \
                       WHERE id_hash = $1 AND person_id = $2 AND expires_at > $3";
    Ok(sign_in(tx, SQL, (id_hash, person), (now, expires_at)).await? == 1)
}

/// A statement that notes a sign-in by browser, person, instant and until when it counts; how many rows it wrote.
async fn sign_in(
    conn: &mut Connection,
    sql: &'static str,
    (id_hash, person): (&[u8], PersonId),
    (now, expires_at): (DateTime<Utc>, DateTime<Utc>),
) -> Result<usize> {
    let written = statement(sql)
        .bind::<Bytea, _>(id_hash.to_vec())
        .bind::<BigInt, _>(person.0)
        .bind::<Timestamptz, _>(now)
        .bind::<Timestamptz, _>(expires_at)
        .execute(conn)
        .await?;
    Ok(written)
}

/// Gives a browser another id: whoever is known with the one is known with the other instead.
///
/// # Errors
/// When the database fails.
pub async fn rename(tx: &mut Transaction, id_hash: &[u8], new_hash: &[u8]) -> Result<()> {
    statement("UPDATE known_browsers SET id_hash = $2 WHERE id_hash = $1")
        .bind::<Bytea, _>(id_hash.to_vec())
        .bind::<Bytea, _>(new_hash.to_vec())
        .execute(tx)
        .await?;
    Ok(())
}

/// Notes that a person signed in with a browser for the first time, and forgets the oldest beyond `KEPT`.
///
/// # Errors
/// When the database fails.
pub async fn remember(
    tx: &mut Transaction,
    id_hash: &[u8],
    person: PersonId,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    const SQL: &str = "INSERT INTO known_browsers (id_hash, person_id, signed_in_at, expires_at) VALUES ($1, $2, $3, $4) \
                       ON CONFLICT (id_hash, person_id) DO UPDATE SET signed_in_at = $3, expires_at = $4";
    const FORGET: &str = "DELETE FROM known_browsers WHERE person_id = $1 AND id_hash IN (SELECT id_hash FROM known_browsers \
                          WHERE person_id = $1 ORDER BY signed_in_at DESC OFFSET $2)";
    sign_in(tx, SQL, (id_hash, person), (now, expires_at)).await?;
    statement(FORGET)
        .bind::<BigInt, _>(person.0)
        .bind::<BigInt, _>(KEPT)
        .execute(tx)
        .await?;
    Ok(())
}

/// Forgets every browser of a person: at a new password.
///
/// # Errors
/// When the database fails.
pub async fn forget_of(tx: &mut Transaction, person: PersonId) -> Result<()> {
    statement("DELETE FROM known_browsers WHERE person_id = $1")
        .bind::<BigInt, _>(person.0)
        .execute(tx)
        .await?;
    Ok(())
}

/// Removes up to `limit` whose time is over and returns how many.
///
/// # Errors
/// When the database fails.
pub async fn prune(tx: &mut Transaction, now: DateTime<Utc>, limit: i64) -> Result<usize> {
    const SQL: &str = "DELETE FROM known_browsers WHERE (id_hash, person_id) IN (SELECT id_hash, person_id FROM known_browsers \
                       WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)";
    Ok(statement(SQL)
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(limit)
        .execute(tx)
        .await?)
}
