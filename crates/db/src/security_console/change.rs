//! Changing what a person holds and may lend, and their account; and what such a change has to know.

use chrono::{DateTime, Utc};
use db_macros::Statement;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::access::HoldingSource;
use domain::ids::{PersonId, RoleId};

use crate::Result;
use crate::prepared::Prepare;
use crate::schema::{assignable_roles, grants, people, sessions};
use crate::sql_types::{IntoBind, IntoLiteral};
use crate::statement::Statement;
use crate::transaction::Transaction;

/// Lets changes to a person's access come one after the other.
///
/// # Errors
/// When the database fails.
pub async fn lock(tx: &mut Transaction, person: PersonId) -> Result<()> {
    let row = people::table.find(person.bind()).select(people::id);
    row.for_no_key_update().execute(tx).await?;
    Ok(())
}

#[derive(Statement)]
#[statement(file = "security_console/add_assignable.sql")]
struct AddAssignable<'a> {
    person: PersonId,
    roles: &'a [RoleId],
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
    let unticked = assignable_roles::table
        .filter(assignable_roles::person_id.eq(person.bind()))
        .filter(assignable_roles::role_id.eq_any(shown.iter().map(|role| role.bind())))
        .filter(assignable_roles::role_id.ne_all(ticked.iter().map(|role| role.bind())));
    diesel::delete(unticked).execute(tx).await?;
    AddAssignable {
        person,
        roles: ticked,
    }
    .run(tx)
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
    let granted = diesel::insert_into(grants::table)
        .values((
            grants::person_id.eq(person.bind()),
            grants::role_id.eq(role.bind()),
            grants::source.eq(HoldingSource::ByHand.literal()),
            grants::granted_by.eq(by.bind()),
            grants::granted_at.eq(now),
        ))
        .on_conflict_do_nothing()
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
    diesel::update(people::table.find(person.bind()))
        .set((people::disabled_at.eq(disabled_at), people::updated_at.eq(now)))
        .prepared()
        .execute(tx)
        .await?;
    Ok(())
}

/// Ends every session of a person (S), and answers how many there were. One that has expired counts until it is pruned.
///
/// # Errors
/// When the database fails.
pub async fn end_sessions(tx: &mut Transaction, person: PersonId) -> Result<usize> {
    let theirs = sessions::table.filter(sessions::person_id.eq(person.bind()));
    Ok(diesel::delete(theirs).execute(tx).await?)
}
