//! A task's log: append and read (T5).

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, TaskId};

use crate::schema::task_log;
use crate::statement::statement;
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
    /// A domain event with ids.
    pub event: serde_json::Value,
}

/// Appends entries.
///
/// # Errors
/// When the database fails.
pub async fn append(conn: &mut Connection, entries: &[NewLogEntry]) -> Result<()> {
    for batch in entries.chunks(4000) {
        diesel::insert_into(task_log::table).values(batch).execute(conn).await?;
    }
    Ok(())
}

/// An entry as it is read.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct LogEntry {
    /// When.
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    /// The step, from 1.
    #[diesel(sql_type = SmallInt)]
    pub position: i16,
    #[diesel(sql_type = Nullable<BigInt>)]
    actor_id: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    on_behalf_of: Option<i64>,
    /// Through what (G4).
    #[diesel(sql_type = Text)]
    pub through: String,
    /// A domain event with ids.
    #[diesel(sql_type = Jsonb)]
    pub event: serde_json::Value,
}

impl LogEntry {
    /// Who acted.
    pub fn actor(&self) -> Option<PersonId> {
        self.actor_id.map(PersonId)
    }

    /// For whom.
    pub fn on_behalf_of(&self) -> Option<PersonId> {
        self.on_behalf_of.map(PersonId)
    }
}

/// A task's log, newest first.
///
/// # Errors
/// When the database fails.
pub async fn of_task(conn: &mut Connection, task: TaskId) -> Result<Vec<LogEntry>> {
    const SQL: &str = "SELECT at, position, actor_id, on_behalf_of, through, event FROM task_log WHERE task_id = $1 ORDER BY id DESC";
    Ok(statement(SQL).bind::<Uuid, _>(task.0).load(conn).await?)
}
