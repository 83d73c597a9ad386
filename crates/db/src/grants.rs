//! Roles held in one's own right: what may be taken away from a person, and taking it away (T13).

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use domain::ids::{GrantId, PersonId, RoleId, TaskId};

use crate::statement::statement;
use crate::{Connection, Result};

/// A role that a person holds by hand or by request. Autoprovisioned ones follow their rule, not a decision.
#[derive(Debug, Clone, PartialEq, Eq, diesel::QueryableByName)]
pub struct Revocable {
    /// For ever.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// As shown.
    #[diesel(sql_type = Text)]
    pub name: String,
}

/// What may be taken away from a person, by name.
///
/// # Errors
/// When the database fails.
pub async fn revocable(conn: &mut Connection, person: PersonId) -> Result<Vec<Revocable>> {
    const SQL: &str = "SELECT r.code, r.name FROM roles r WHERE r.id IN (SELECT role_id FROM grants WHERE person_id = $1 \
        AND revoked_at IS NULL AND source IN ('by_hand', 'request')) ORDER BY r.name, r.id";
    Ok(statement(SQL).bind::<BigInt, _>(person.0).load(conn).await?)
}

#[derive(diesel::QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// A person's grants of a role by hand and by request, kept from others until the transaction ends: two administrators
/// who start to revoke it at the same moment come one after the other.
///
/// # Errors
/// When the database fails.
pub async fn of_role_for_update(
    conn: &mut Connection,
    person: PersonId,
    role: RoleId,
) -> Result<Vec<GrantId>> {
    const SQL: &str = "SELECT id FROM grants WHERE person_id = $1 AND role_id = $2 AND revoked_at IS NULL \
        AND source IN ('by_hand', 'request') ORDER BY id FOR UPDATE";
    let rows: Vec<Id> = statement(SQL)
        .bind::<BigInt, _>(person.0)
        .bind::<BigInt, _>(role.0)
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|row| GrantId(row.id)).collect())
}

/// Takes a role away, as far as it was granted by hand or by request (T13). Answers which grants ended.
///
/// # Errors
/// When the database fails.
pub async fn revoke(
    conn: &mut Connection,
    person: PersonId,
    role: RoleId,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<GrantId>> {
    const SQL: &str = "UPDATE grants SET revoked_at = greatest($4, granted_at), revoked_by = $3 WHERE person_id = $1 \
        AND role_id = $2 AND revoked_at IS NULL AND source IN ('by_hand', 'request') RETURNING id";
    let rows: Vec<Id> = statement(SQL)
        .bind::<BigInt, _>(person.0)
        .bind::<BigInt, _>(role.0)
        .bind::<BigInt, _>(by.0)
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|row| GrantId(row.id)).collect())
}

/// A task that is there already.
#[derive(Debug, Clone, Copy, diesel::QueryableByName)]
pub struct Open {
    #[diesel(sql_type = Uuid)]
    id: uuid::Uuid,
    #[diesel(sql_type = Nullable<BigInt>)]
    initiator_id: Option<i64>,
}

impl Open {
    /// Which.
    pub fn task(&self) -> TaskId {
        TaskId(self.id)
    }

    /// Who started it.
    pub fn initiator(&self) -> Option<PersonId> {
        self.initiator_id.map(PersonId)
    }
}

/// The open revocation of a person's role, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn open_revocation(conn: &mut Connection, person: PersonId, role: RoleId) -> Result<Option<Open>> {
    const SQL: &str = "SELECT id, initiator_id FROM tasks WHERE subject_id = $1 AND role_id = $2 AND kind = 'revoke' \
        AND state = 'open' ORDER BY created_at LIMIT 1";
    let rows: Vec<Open> = statement(SQL)
        .bind::<BigInt, _>(person.0)
        .bind::<BigInt, _>(role.0)
        .load(conn)
        .await?;
    Ok(rows.into_iter().next())
}
