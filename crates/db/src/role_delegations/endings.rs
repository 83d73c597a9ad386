//! Whoever has lent roles, and what a change of somebody's being active changes in the directory (R11, R12).

use chrono::{DateTime, Utc};
use db_macros::Statement;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RoleId};
use domain::role_request::RequestKind;

use crate::schema::role_delegations;
use crate::sql_types::IntoBind;
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// Whoever has lent one of these roles, in force or to come.
///
/// # Errors
/// When the database fails.
pub async fn lenders(conn: &mut Connection, roles: &[RoleId]) -> Result<Vec<PersonId>> {
    Ok(role_delegations::table
        .filter(role_delegations::ended_at.is_null())
        .filter(role_delegations::cancelled_at.is_null())
        .filter(role_delegations::role_id.eq_any(roles.iter().map(|role| role.bind())))
        .select(role_delegations::delegator_id)
        .distinct()
        .load(conn)
        .await?)
}

#[derive(Statement)]
#[statement(file = "role_delegations/note_activity.sql")]
struct NoteActivity<'a> {
    now: DateTime<Utc>,
    people: &'a [PersonId],
    of_delegations: RequestKind,
    of_grants: RequestKind,
}

/// What a change of somebody's being active changes in the directory (R11, R12): these people's delegations that have begun
/// are suspended or resumed, and what they hold in their own right is in the groups only while they are active. Whether
/// somebody is to have the role then is worked out when it is sent.
///
/// # Errors
/// When the database fails.
pub async fn note_activity(
    tx: &mut Transaction,
    people: &[PersonId],
    is_active: bool,
    now: DateTime<Utc>,
) -> Result<()> {
    let (of_delegations, of_grants) = if is_active {
        (RequestKind::Resume, RequestKind::Add)
    } else {
        (RequestKind::Suspend, RequestKind::Remove)
    };
    let note = NoteActivity {
        now,
        people,
        of_delegations,
        of_grants,
    };
    note.run(tx).await?;
    Ok(())
}

#[derive(Statement)]
#[statement(file = "role_delegations/note_imported_activity.sql")]
struct NoteImportedActivity {
    now: DateTime<Utc>,
}

/// The same for the people of an import; inside its transaction, after it is applied.
///
/// # Errors
/// When the database fails.
pub async fn note_imported_activity(tx: &mut Transaction, now: DateTime<Utc>) -> Result<()> {
    NoteImportedActivity { now }.run(tx).await?;
    Ok(())
}
