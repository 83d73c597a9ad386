//! Delegations that end for good because of what became of their people or of the delegator's role (R12), many in one
//! statement. What is in force ends, what has not begun is cancelled.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RoleId};

use crate::glued::statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

#[derive(QueryableByName)]
struct Lender {
    #[diesel(sql_type = BigInt)]
    delegator_id: i64,
}

/// Whoever has lent one of these roles, in force or to come.
///
/// # Errors
/// When the database fails.
pub async fn lenders(conn: &mut Connection, roles: &[RoleId]) -> Result<Vec<PersonId>> {
    const SQL: &str = "SELECT DISTINCT d.delegator_id FROM role_delegations d WHERE d.ended_at IS NULL \
        AND d.cancelled_at IS NULL AND d.role_id = ANY($1)";
    let found: Vec<Lender> = statement(SQL)
        .bind::<Array<BigInt>, _>(roles.iter().map(|role| role.0).collect::<Vec<_>>())
        .load(conn)
        .await?;
    Ok(found.into_iter().map(|row| PersonId(row.delegator_id)).collect())
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
    const SQL: &str = "INSERT INTO role_requests (kind, delegation_id, grant_id, due_at, applied_at, next_at, created_at) \
        SELECT $3, d.id, NULL, $1, $1, $1, $1 FROM role_delegations d WHERE (d.delegator_id = ANY($2) OR d.proxy_id = ANY($2)) \
        AND d.begun_at IS NOT NULL AND d.ended_at IS NULL \
        UNION ALL SELECT $4, NULL, g.id, $1, $1, $1, $1 FROM grants g WHERE g.person_id = ANY($2) AND g.revoked_at IS NULL";
    statement(SQL)
        .bind::<Timestamptz, _>(now)
        .bind::<Array<BigInt>, _>(people.iter().map(|person| person.0).collect::<Vec<_>>())
        .bind::<Text, _>(if is_active { "resume" } else { "suspend" })
        .bind::<Text, _>(if is_active { "add" } else { "remove" })
        .execute(tx)
        .await?;
    Ok(())
}

/// The same for the people of an import; inside its transaction, after it is applied.
///
/// # Errors
/// When the database fails.
pub async fn note_imported_activity(tx: &mut Transaction, now: DateTime<Utc>) -> Result<()> {
    const SQL: &str = concat!(
        "WITH turned AS (SELECT c.person_id, ",
        crate::sql::active!("p", "$1"),
        " AS is_active FROM import_changes c JOIN people p ON p.id = c.person_id WHERE NOT c.is_new AND c.was_active <> ",
        crate::sql::active!("p", "$1"),
        ") INSERT INTO role_requests (kind, delegation_id, grant_id, due_at, applied_at, next_at, created_at) \
         SELECT CASE WHEN t.is_active THEN 'add' ELSE 'remove' END, NULL, g.id, $1, $1, $1, $1 FROM turned t \
           JOIN grants g ON g.person_id = t.person_id AND g.revoked_at IS NULL UNION ALL \
         SELECT CASE WHEN bool_and(l.is_active) THEN 'resume' ELSE 'suspend' END, l.id, NULL, $1, $1, $1, $1 FROM \
           (SELECT t.is_active, d.id FROM turned t JOIN role_delegations d ON d.delegator_id = t.person_id \
              WHERE d.begun_at IS NOT NULL AND d.ended_at IS NULL UNION ALL \
            SELECT t.is_active, d.id FROM turned t JOIN role_delegations d ON d.proxy_id = t.person_id \
              WHERE d.begun_at IS NOT NULL AND d.ended_at IS NULL) l (is_active, id) GROUP BY l.id"
    );
    statement(SQL).bind::<Timestamptz, _>(now).execute(tx).await?;
    Ok(())
}
