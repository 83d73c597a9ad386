//! A task's log: append (T5). It is read with its task, in `detail`.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use db_macros::Statement;

use crate::Result;
use crate::batch::{ROWS, json};
use crate::statement::Statement;
use crate::transaction::Transaction;

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
    /// What the audit log says of it (G8). None: it belongs to an act that has an entry of its own there.
    #[serde(skip)]
    pub audit: Option<NewTaskEntry>,
}

/// What the audit log says of something that happened to a task. Nobody acted: it follows from what somebody did, or from time.
#[derive(Debug, Clone, serde::Serialize)]
pub struct NewTaskEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// Through what (G4).
    pub through: String,
    /// Code of what happened.
    pub action: &'static str,
    /// The task.
    pub object_id: uuid::Uuid,
    /// Whom the task is about.
    pub concerns_id: i64,
    /// Facts, but those that name people.
    pub after: serde_json::Value,
    /// Facts that name people, by their ids: the entry names them by their usernames.
    pub named: HashMap<&'static str, i64>,
    /// Everyone it names.
    pub people: Vec<i64>,
    /// As in the log lines of the request.
    pub request_id: Option<String>,
    /// What the client, or a proxy before us, calls the request.
    pub client_request_id: Option<String>,
}

/// What the audit log says of these entries.
pub(super) fn audited(entries: &[NewLogEntry]) -> Vec<&NewTaskEntry> {
    entries.iter().filter_map(|entry| entry.audit.as_ref()).collect()
}

#[derive(Statement)]
#[statement(file = "tasks/append_log.sql")]
struct Append {
    entries: serde_json::Value,
    audited: serde_json::Value,
}

/// Appends entries, and what the audit log says of them, by the same statement (G3, G8).
///
/// # Errors
/// When the database fails.
pub async fn append(tx: &mut Transaction, entries: &[NewLogEntry]) -> Result<()> {
    for batch in entries.chunks(ROWS) {
        let append = Append {
            entries: json(batch)?,
            audited: json(&audited(batch))?,
        };
        append.run(tx).await?;
    }
    Ok(())
}
