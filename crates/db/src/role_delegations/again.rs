//! What the same person wrote a moment ago: so that a second click is answered as the first one was.

use chrono::{DateTime, Utc};
use diesel::sql_types::{self, BigInt, Bool, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;
use uuid::Uuid;

use crate::statement::statement;
use crate::{Connection, Result};

#[derive(diesel::QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// The delegation that `by` made with that form, if it is not over.
///
/// # Errors
/// When the database fails.
pub async fn created(conn: &mut Connection, form: Uuid, by: PersonId) -> Result<Option<i64>> {
    const SQL: &str = "SELECT id FROM role_delegations WHERE form_id = $1 AND created_by = $2 \
        AND ended_at IS NULL AND cancelled_at IS NULL";
    let rows: Vec<Id> = statement(SQL)
        .bind::<sql_types::Uuid, _>(form)
        .bind::<BigInt, _>(by.0)
        .load(conn)
        .await?;
    Ok(rows.into_iter().next().map(|row| row.id))
}

/// Whether the last thing done to the delegation was `action`, by that person after `since`.
///
/// # Errors
/// When the database fails.
pub async fn was_last(
    conn: &mut Connection,
    delegation: i64,
    action: &'static str,
    by: PersonId,
    since: DateTime<Utc>,
) -> Result<bool> {
    #[derive(diesel::QueryableByName)]
    struct Found {
        #[diesel(sql_type = Bool)]
        found: bool,
    }
    const SQL: &str = "SELECT coalesce((SELECT a.action = $2 AND a.actor_id = $3 AND a.at >= $4 FROM audit_log a \
        WHERE a.object_kind = 'role_delegation' AND a.object_id = $1 ORDER BY a.id DESC LIMIT 1), false) AS found";
    let row: Found = statement(SQL)
        .bind::<Text, _>(delegation.to_string())
        .bind::<Text, _>(action)
        .bind::<BigInt, _>(by.0)
        .bind::<Timestamptz, _>(since)
        .get_result(conn)
        .await?;
    Ok(row.found)
}
