//! The open task that keeps another of its kind from being made (T15).

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RoleId, TaskId};
use domain::policy::PolicyKind;

use crate::glued::statement;
use crate::{Connection, Result};

/// A task that is open.
#[derive(Debug, Clone, Copy, diesel::QueryableByName)]
pub struct Open {
    #[diesel(sql_type = Uuid)]
    id: uuid::Uuid,
    #[diesel(sql_type = Nullable<BigInt>)]
    initiator_id: Option<i64>,
    /// When it was made.
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
}

impl Open {
    /// Which.
    pub fn task(&self) -> TaskId {
        TaskId(self.id)
    }

    /// Who started it, where nobody asked for it.
    pub fn initiator(&self) -> Option<PersonId> {
        self.initiator_id.map(PersonId)
    }
}

/// The open task of this kind about a person and role; the oldest, where the version before has made several.
///
/// # Errors
/// When the database fails.
pub async fn of_kind(
    conn: &mut Connection,
    kind: PolicyKind,
    subject: PersonId,
    role: RoleId,
) -> Result<Option<Open>> {
    const SQL: &str = "SELECT id, initiator_id, created_at FROM tasks WHERE subject_id = $1 AND role_id = $2 AND kind = $3 \
        AND state = 'open' ORDER BY created_at, id LIMIT 1";
    let rows: Vec<Open> = statement(SQL)
        .bind::<BigInt, _>(subject.0)
        .bind::<BigInt, _>(role.0)
        .bind::<Text, _>(kind.code())
        .load(conn)
        .await?;
    Ok(rows.into_iter().next())
}
