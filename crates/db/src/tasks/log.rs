//! A task's log: append (T5). It is read with its task, in `detail`.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::sql_types::Jsonb;
use diesel_async::RunQueryDsl;

use crate::Result;
use crate::audit::columns;
use crate::batch::{ROWS, json};
use crate::glued::statement;
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

/// The rows of the audit log that `$from`, a JSON array of [`NewTaskEntry`], stands for: the columns of `audit::columns`, in their
/// order.
macro_rules! audit_rows {
    ($from:literal) => {
        concat!(
            "SELECT e.at, NULL::bigint, NULL::bigint, e.through, e.action, 'task', e.object_id, e.concerns_id, NULL::jsonb, \
               e.after || coalesce((SELECT jsonb_object_agg(n.key, (SELECT p.username FROM people p WHERE p.id = n.value::bigint)) \
                 FROM jsonb_each_text(e.named) n), '{}'), e.request_id, e.client_request_id, e.people \
             FROM jsonb_to_recordset(",
            $from,
            ") AS e (at timestamptz, through text, action text, object_id text, concerns_id bigint, after jsonb, named jsonb, \
               people bigint[], request_id text, client_request_id text)"
        )
    };
}
pub(super) use audit_rows;

const APPEND: &str = concat!(
    "WITH logged AS (INSERT INTO task_log (task_id, at, position, actor_id, on_behalf_of, through, event, people) \
       SELECT task_id, at, position, actor_id, on_behalf_of, through, event, people \
       FROM jsonb_populate_recordset(NULL::task_log, $1)) \
     INSERT INTO audit_log (",
    columns!(),
    ") ",
    audit_rows!("$2")
);

/// Appends entries, and what the audit log says of them, by the same statement (G3, G8).
///
/// # Errors
/// When the database fails.
pub async fn append(tx: &mut Transaction, entries: &[NewLogEntry]) -> Result<()> {
    for batch in entries.chunks(ROWS) {
        statement(APPEND)
            .bind::<Jsonb, _>(json(batch)?)
            .bind::<Jsonb, _>(json(&audited(batch))?)
            .execute(tx)
            .await?;
    }
    Ok(())
}
