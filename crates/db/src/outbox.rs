//! The outbox: messages written in the change's transaction, read in the application (N).

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Jsonb, Nullable, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, TaskId};
use futures::StreamExt;

use crate::batch::insert_all;
use crate::glued::statement;
use crate::schema::outbox;
use crate::sql_types::IntoBind;
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

/// Writes messages; one that is there already stays as it is. Answers how many were new.
///
/// # Errors
/// When the database fails.
pub async fn write(tx: &mut Transaction, messages: &[NewMessage]) -> Result<usize> {
    const SQL: &str = "INSERT INTO outbox (at, person_id, event_key, event, task_id) SELECT at, person_id, event_key, event, task_id \
        FROM jsonb_populate_recordset(NULL::outbox, $1) ON CONFLICT (person_id, event_key) DO NOTHING";
    insert_all(tx, SQL, messages).await
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
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Message {
    /// In the order of writing.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// When, in UTC.
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    /// What it says.
    #[diesel(sql_type = Jsonb)]
    pub event: serde_json::Value,
    /// The task it is about.
    #[diesel(sql_type = Nullable<Uuid>)]
    pub task_id: Option<uuid::Uuid>,
    /// When it was first shown.
    #[diesel(sql_type = Nullable<Timestamptz>)]
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
    const SQL: &str = "SELECT id, at, event, task_id, read_at FROM outbox WHERE person_id = $1 \
                       AND ($2::bigint IS NULL OR id < $2) ORDER BY id DESC LIMIT $3";
    let query = statement(SQL)
        .bind::<BigInt, _>(person.0)
        .bind::<Nullable<BigInt>, _>(before_id)
        .bind::<BigInt, _>(limit);
    Ok(query.load(conn).await?)
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
    statement("UPDATE outbox SET read_at = $3 WHERE person_id = $1 AND id <= $2 AND read_at IS NULL")
        .bind::<BigInt, _>(person.0)
        .bind::<BigInt, _>(newest)
        .bind::<Timestamptz, _>(now)
        .execute(tx)
        .await?;
    Ok(())
}

/// Tells every process that listens that there may be new messages.
///
/// # Errors
/// When the database fails.
pub async fn notify(conn: &mut Connection) -> Result<()> {
    statement("NOTIFY locum_outbox").execute(conn).await?;
    Ok(())
}

/// Calls `heard` for each time another process tells that there may be new messages, until the connection is lost.
///
/// # Errors
/// When the database fails.
pub async fn listen(mut conn: Connection, heard: impl Fn()) -> Result<()> {
    statement("LISTEN locum_outbox").execute(&mut conn).await?;
    let mut told = std::pin::pin!(conn.notifications_stream());
    while let Some(told) = told.next().await {
        told?;
        heard();
    }
    Ok(())
}
