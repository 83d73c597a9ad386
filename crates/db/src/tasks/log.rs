//! A task's log: append (T5). It is read with its task, in `detail`.

use chrono::{DateTime, Utc};

use crate::batch::insert_all;
use crate::{Connection, Result};

/// An entry to be written. Its fields are the table's columns.
#[derive(Debug, Clone, serde::Serialize)]
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
    const SQL: &str = "INSERT INTO task_log (task_id, at, position, actor_id, on_behalf_of, through, event, people) \
        SELECT task_id, at, position, actor_id, on_behalf_of, through, event, people \
        FROM jsonb_populate_recordset(NULL::task_log, $1)";
    insert_all(conn, SQL, entries).await?;
    Ok(())
}
