//! The outbox: messages written in the change's transaction, read in the application (N).

use chrono::{DateTime, Utc};
use db_macros::Statement;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, TaskId};
use futures::StreamExt;

use crate::batch::ROWS;
use crate::prepared::Prepare;
use crate::schema::outbox;
use crate::sql_types::IntoBind;
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// A message to be written. Its fields are the table's columns.
#[derive(Debug, Clone, serde::Serialize)]
pub struct NewMessage {
    /// When, in UTC.
    pub at: DateTime<Utc>,
    /// To whom.
    pub person_id: PersonId,
    /// One message for each person and key.
    pub event_key: String,
    /// What it says.
    pub event: serde_json::Value,
    /// The task it is about.
    pub task_id: Option<TaskId>,
}

#[derive(Statement)]
#[statement(file = "outbox/write.sql")]
struct Write<'a> {
    at: Vec<DateTime<Utc>>,
    people: Vec<PersonId>,
    keys: Vec<&'a str>,
    events: Vec<&'a serde_json::Value>,
    tasks: Vec<Option<TaskId>>,
}

/// Writes messages; one that is there already stays as it is. Answers how many were new.
///
/// # Errors
/// When the database fails.
pub async fn write(tx: &mut Transaction, messages: &[NewMessage]) -> Result<usize> {
    let mut written = 0;
    for batch in messages.chunks(ROWS) {
        let write = Write {
            at: batch.iter().map(|message| message.at).collect(),
            people: batch.iter().map(|message| message.person_id).collect(),
            keys: batch.iter().map(|message| message.event_key.as_str()).collect(),
            events: batch.iter().map(|message| &message.event).collect(),
            tasks: batch.iter().map(|message| message.task_id).collect(),
        };
        written += write.run(tx).await?;
    }
    Ok(written)
}

/// Writes a message that is read in the application only, and sent nowhere; one that is there already stays as it is.
///
/// # Errors
/// When the database fails.
pub async fn write_unsent(tx: &mut Transaction, message: &NewMessage) -> Result<()> {
    diesel::insert_into(outbox::table)
        .values((
            outbox::at.eq(message.at),
            outbox::person_id.eq(message.person_id.bind()),
            outbox::event_key.eq(&message.event_key),
            outbox::event.eq(&message.event),
            outbox::task_id.eq(message.task_id),
            outbox::pending.eq(false),
        ))
        .on_conflict((outbox::person_id, outbox::event_key))
        .do_nothing()
        .execute(tx)
        .await?;
    Ok(())
}

/// A message as its reader sees it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = outbox)]
pub struct Message {
    /// In the order of writing.
    pub id: i64,
    /// When, in UTC.
    pub at: DateTime<Utc>,
    /// What it says.
    pub event: serde_json::Value,
    /// The task it is about.
    pub task_id: Option<TaskId>,
    /// When it was first shown.
    pub read_at: Option<DateTime<Utc>>,
}

/// A person's messages, newest first, older than `before_id` where given.
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &mut Connection,
    person: PersonId,
    before_id: Option<i64>,
    limit: i64,
) -> Result<Vec<Message>> {
    Ok(outbox::table
        .filter(outbox::person_id.eq(person.bind()))
        .filter(outbox::id.lt(before_id.unwrap_or(i64::MAX)))
        .order(outbox::id.desc())
        .limit(limit)
        .select(Message::as_select())
        .load(conn)
        .await?)
}

/// Marks a person's messages up to `newest` as read.
///
/// # Errors
/// When the database fails.
pub async fn mark_read(
    tx: &mut Transaction,
    person: PersonId,
    newest: i64,
    now: DateTime<Utc>,
) -> Result<()> {
    diesel::update(outbox::table)
        .filter(outbox::person_id.eq(person.bind()))
        .filter(outbox::id.le(newest))
        .filter(outbox::read_at.is_null())
        .set(outbox::read_at.eq(now))
        .prepared()
        .execute(tx)
        .await?;
    Ok(())
}

#[derive(Statement)]
#[statement(file = "outbox/notify.sql")]
struct Notify {}

/// Tells every process that listens that there may be new messages.
///
/// # Errors
/// When the database fails.
pub async fn notify(conn: &mut Connection) -> Result<()> {
    Notify {}.run(conn).await?;
    Ok(())
}

#[derive(Statement)]
#[statement(file = "outbox/listen.sql")]
struct Listen {}

/// Calls `heard` for each time another process tells that there may be new messages, until the connection is lost.
///
/// # Errors
/// When the database fails.
pub async fn listen(mut conn: Connection, heard: impl Fn()) -> Result<()> {
    Listen {}.run(&mut conn).await?;
    let mut told = std::pin::pin!(conn.notifications_stream());
    while let Some(told) = told.next().await {
        told?;
        heard();
    }
    Ok(())
}
