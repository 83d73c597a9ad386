//! Sessions, by the hash of their id (S).

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;

use crate::prepared::Prepare;
use crate::schema::sessions;
use crate::sql_types::IntoBind;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// What is kept of a session.
#[derive(Debug, Queryable, Selectable, AsChangeset, Insertable)]
#[diesel(table_name = sessions)]
pub struct Session {
    /// What the application keeps in it.
    pub data: serde_json::Value,
    /// It is no longer valid from this instant.
    pub expires_at: DateTime<Utc>,
}

/// Reads a session that has not expired.
///
/// # Errors
/// When the database fails.
pub async fn load(conn: &mut Connection, id_hash: &[u8], now: DateTime<Utc>) -> Result<Option<Session>> {
    let found = sessions::table.find(id_hash).filter(sessions::expires_at.gt(now));
    Ok(found.select(Session::as_select()).first(conn).await.optional()?)
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
    let made = diesel::insert_into(sessions::table)
        .values((
            sessions::id_hash.eq(id_hash),
            sessions::person_id.eq(person),
            session,
        ))
        .on_conflict_do_nothing()
        .execute(tx)
        .await?;
    Ok(made == 1)
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
    diesel::update(sessions::table.find(id_hash))
        .set((sessions::person_id.eq(person), session))
        .prepared()
        .execute(tx)
        .await?;
    Ok(())
}

/// Ends one session.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &mut Transaction, id_hash: &[u8]) -> Result<()> {
    diesel::delete(sessions::table.find(id_hash)).execute(tx).await?;
    Ok(())
}

/// Ends every session of a person: at a new password, when disabled, when terminated.
///
/// # Errors
/// When the database fails.
pub async fn delete_of(tx: &mut Transaction, person: PersonId) -> Result<()> {
    diesel::delete(sessions::table.filter(sessions::person_id.eq(person.bind())))
        .execute(tx)
        .await?;
    Ok(())
}

/// Removes up to `limit` expired sessions and returns how many.
///
/// # Errors
/// When the database fails.
pub async fn prune(tx: &mut Transaction, now: DateTime<Utc>, limit: i64) -> Result<usize> {
    let expired = diesel::alias!(sessions as expired);
    let ids = expired
        .filter(expired.field(sessions::expires_at).le(now))
        .order(expired.field(sessions::expires_at))
        .limit(limit)
        .select(expired.field(sessions::id_hash))
        .for_update()
        .skip_locked();
    Ok(
        diesel::delete(sessions::table.filter(sessions::id_hash.eq_any(ids)))
            .execute(tx)
            .await?,
    )
}
