//! Forms that were sent, with what came of each: written in the change's transaction, found by a second sending.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;
use uuid::Uuid;

use crate::glued::statement;
use crate::schema::form_submissions;
use crate::sql_types::Bind;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// A form that was sent.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = form_submissions)]
pub struct Submission {
    /// Made of the form's id, of its sender, and of what is in it.
    pub id: Uuid,
    /// Who sent it.
    #[diesel(serialize_as = Bind<PersonId>)]
    pub person_id: PersonId,
    /// What came of it.
    pub outcome: serde_json::Value,
    /// When, in UTC.
    pub at: DateTime<Utc>,
}

/// Keeps what came of a form, in the change's transaction. Where another sending of the same form is under way, this waits for its
/// end.
///
/// # Errors
/// `form_submissions_pkey` when another sending was quicker: this change must then not be kept.
pub async fn insert(tx: &mut Transaction, submission: Submission) -> Result<()> {
    diesel::insert_into(form_submissions::table)
        .values(submission)
        .execute(tx)
        .await?;
    Ok(())
}

/// What came of a form that was sent before.
///
/// # Errors
/// When the database fails.
pub async fn outcome_of(conn: &mut Connection, id: Uuid) -> Result<Option<serde_json::Value>> {
    let found = form_submissions::table.find(id).select(form_submissions::outcome);
    Ok(found.first(conn).await.optional()?)
}

/// Removes up to `limit` that were sent before an instant, and returns how many.
///
/// # Errors
/// When the database fails.
pub async fn prune(tx: &mut Transaction, before: DateTime<Utc>, limit: i64) -> Result<usize> {
    const SQL: &str = "DELETE FROM form_submissions WHERE id IN (SELECT id FROM form_submissions WHERE at <= $1 ORDER BY at \
                       LIMIT $2 FOR UPDATE SKIP LOCKED)";
    Ok(statement(SQL)
        .bind::<Timestamptz, _>(before)
        .bind::<BigInt, _>(limit)
        .execute(tx)
        .await?)
}
