//! A task's log: append (T5). It is read with its task, in `detail`.

use chrono::{DateTime, Utc};
use diesel_async::RunQueryDsl;

use crate::schema::task_log;
use crate::{Connection, Result};

/// An entry to be written.
#[derive(Debug, Clone, diesel::Insertable)]
#[diesel(table_name = task_log)]
pub struct NewLogEntry {
    /// The task.
    pub task_id: uuid::Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// The step, from 1.
    pub position: i16,
    /// Who acted; none: the system.
    pub actor_id: Option<i64>,
    /// For whom (G4).
    pub on_behalf_of: Option<i64>,
    /// Through what (G4).
    pub through: String,
    /// What happened, with ids.
    pub event: serde_json::Value,
    /// Everyone the event names.
    pub people: Vec<i64>,
}

/// Appends entries.
///
/// # Errors
/// When the database fails.
pub async fn append(conn: &mut Connection, entries: &[NewLogEntry]) -> Result<()> {
    for batch in entries.chunks(4000) {
        diesel::insert_into(task_log::table)
            .values(batch)
            .execute(conn)
            .await?;
    }
    Ok(())
}
