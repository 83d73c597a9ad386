//! Browsers in which somebody has signed in before, by the hash of a random id (S).

use chrono::{DateTime, Utc};
use db_macros::Statement;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;

use crate::functions::lower;
use crate::people::is_text;
use crate::prepared::Prepare;
use crate::schema::{known_browsers, people};
use crate::sql_types::IntoBind;
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// The browsers that are kept for one person: those in which they signed in last.
const KEPT: i64 = 20;

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
    let theirs = known_browsers::table
        .inner_join(people::table)
        .filter(known_browsers::id_hash.eq(id_hash))
        .filter(known_browsers::expires_at.gt(now))
        .filter(lower(people::username).eq(lower(username)));
    Ok(diesel::select(exists(theirs)).get_result(conn).await?)
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
    let known = known_browsers::table
        .find((id_hash, person.bind()))
        .filter(known_browsers::expires_at.gt(now));
    let noted = diesel::update(known)
        .set((
            known_browsers::signed_in_at.eq(now),
            known_browsers::expires_at.eq(expires_at),
        ))
        .prepared()
        .execute(tx)
        .await?;
    Ok(noted == 1)
}

/// Gives a browser another id: whoever is known with the one is known with the other instead.
///
/// # Errors
/// When the database fails.
pub async fn rename(tx: &mut Transaction, id_hash: &[u8], new_hash: &[u8]) -> Result<()> {
    diesel::update(known_browsers::table.filter(known_browsers::id_hash.eq(id_hash)))
        .set(known_browsers::id_hash.eq(new_hash))
        .prepared()
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
    let sign_in = (
        known_browsers::signed_in_at.eq(now),
        known_browsers::expires_at.eq(expires_at),
    );
    diesel::insert_into(known_browsers::table)
        .values((
            known_browsers::id_hash.eq(id_hash),
            known_browsers::person_id.eq(person.bind()),
            sign_in,
        ))
        .on_conflict((known_browsers::id_hash, known_browsers::person_id))
        .do_update()
        .set(sign_in)
        .prepared()
        .execute(tx)
        .await?;
    let theirs = diesel::alias!(known_browsers as theirs);
    let oldest = theirs
        .filter(theirs.field(known_browsers::person_id).eq(person.bind()))
        .order(theirs.field(known_browsers::signed_in_at).desc())
        .offset(KEPT)
        .select(theirs.field(known_browsers::id_hash));
    let forgotten = known_browsers::table
        .filter(known_browsers::person_id.eq(person.bind()))
        .filter(known_browsers::id_hash.eq_any(oldest));
    diesel::delete(forgotten).execute(tx).await?;
    Ok(())
}

/// Forgets every browser of a person: at a new password.
///
/// # Errors
/// When the database fails.
pub async fn forget_of(tx: &mut Transaction, person: PersonId) -> Result<()> {
    diesel::delete(known_browsers::table.filter(known_browsers::person_id.eq(person.bind())))
        .execute(tx)
        .await?;
    Ok(())
}

#[derive(Statement)]
#[statement(file = "known_browsers/prune.sql")]
struct Prune {
    now: DateTime<Utc>,
    limit: i64,
}

/// Removes up to `limit` whose time is over and returns how many.
///
/// # Errors
/// When the database fails.
pub async fn prune(tx: &mut Transaction, now: DateTime<Utc>, limit: i64) -> Result<usize> {
    Prune { now, limit }.run(tx).await
}
