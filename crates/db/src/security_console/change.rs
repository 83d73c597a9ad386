//! Changing what a person holds and may lend, and their account; and what such a change has to know.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Nullable, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RoleId};

use crate::Result;
use crate::glued::statement;
use crate::transaction::Transaction;

/// Lets changes to a person's access come one after the other.
///
/// # Errors
/// When the database fails.
pub async fn lock(tx: &mut Transaction, person: PersonId) -> Result<()> {
    statement("SELECT id FROM people WHERE id = $1 FOR NO KEY UPDATE")
        .bind::<BigInt, _>(person.0)
        .execute(tx)
        .await?;
    Ok(())
}

/// Ticks *Assignable* for exactly these of the roles shown; roles that were not shown stay as they are (R3).
///
/// # Errors
/// When the database fails.
pub async fn set_assignable(
    tx: &mut Transaction,
    person: PersonId,
    shown: &[RoleId],
    ticked: &[RoleId],
) -> Result<()> {
    let ids = |roles: &[RoleId]| roles.iter().map(|role| role.0).collect::<Vec<_>>();
    statement(
        "DELETE FROM assignable_roles WHERE person_id = $1 AND role_id = ANY($2) AND role_id <> ALL($3)",
    )
    .bind::<BigInt, _>(person.0)
    .bind::<Array<BigInt>, _>(ids(shown))
    .bind::<Array<BigInt>, _>(ids(ticked))
    .execute(tx)
    .await?;
    statement(
        "INSERT INTO assignable_roles (person_id, role_id) SELECT $1, unnest($2) ON CONFLICT DO NOTHING",
    )
    .bind::<BigInt, _>(person.0)
    .bind::<Array<BigInt>, _>(ids(ticked))
    .execute(tx)
    .await?;
    Ok(())
}

/// Grants a role by hand; false when it was granted by hand already.
///
/// # Errors
/// When the database fails.
pub async fn grant_by_hand(
    tx: &mut Transaction,
    person: PersonId,
    role: RoleId,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<bool> {
    const SQL: &str = "INSERT INTO grants (person_id, role_id, source, granted_by, granted_at) \
        VALUES ($1, $2, 'by_hand', $3, $4) ON CONFLICT DO NOTHING";
    let granted = statement(SQL)
        .bind::<BigInt, _>(person.0)
        .bind::<BigInt, _>(role.0)
        .bind::<BigInt, _>(by.0)
        .bind::<Timestamptz, _>(now)
        .execute(tx)
        .await?;
    Ok(granted == 1)
}

/// Disables an account at an instant, or enables it.
///
/// # Errors
/// When the database fails.
pub async fn set_disabled(
    tx: &mut Transaction,
    person: PersonId,
    disabled_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<()> {
    statement("UPDATE people SET disabled_at = $2, updated_at = $3 WHERE id = $1")
        .bind::<BigInt, _>(person.0)
        .bind::<Nullable<Timestamptz>, _>(disabled_at)
        .bind::<Timestamptz, _>(now)
        .execute(tx)
        .await?;
    Ok(())
}

/// Ends every session of a person (S), and answers how many there were. One that has expired counts until it is pruned.
///
/// # Errors
/// When the database fails.
pub async fn end_sessions(tx: &mut Transaction, person: PersonId) -> Result<usize> {
    Ok(statement("DELETE FROM sessions WHERE person_id = $1")
        .bind::<BigInt, _>(person.0)
        .execute(tx)
        .await?)
}
