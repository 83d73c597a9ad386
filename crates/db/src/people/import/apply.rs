//! Writing what the file changes: people, by-hand grants, their audit entries, and the end of sessions.

use chrono::{DateTime, Utc};
use db_macros::Statement;
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;

use crate::functions::analyze_tables;
use crate::provisioning::Author;
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

#[derive(Statement)]
#[statement(file = "people/import/insert_people.sql")]
struct InsertPeople {
    now: DateTime<Utc>,
}

#[derive(Statement)]
#[statement(file = "people/import/update_people.sql")]
struct UpdatePeople {
    now: DateTime<Utc>,
}

#[derive(Statement)]
#[statement(file = "people/import/grant.sql")]
struct Grant {
    now: DateTime<Utc>,
    by: Option<PersonId>,
}

#[derive(Statement)]
#[statement(file = "people/import/revoke.sql")]
struct Revoke {
    now: DateTime<Utc>,
    by: Option<PersonId>,
}

/// Writes people and grants. After [`super::find_changes`].
///
/// # Errors
/// When the database fails.
pub async fn apply(tx: &mut Transaction, author: &Author, now: DateTime<Utc>) -> Result<()> {
    let by = author.person;
    InsertPeople { now }.run(tx).await?;
    UpdatePeople { now }.run(tx).await?;
    Grant { now, by }.run(tx).await?;
    Revoke { now, by }.run(tx).await?;
    Ok(())
}

#[derive(Statement)]
#[statement(file = "people/import/record.sql")]
struct Record<'a> {
    now: DateTime<Utc>,
    #[statement(embed)]
    author: &'a Author,
}

/// One audit entry for each person who changed, in the order of the file (G8).
///
/// # Errors
/// When the database fails; the import then fails with it (G3).
pub async fn record(tx: &mut Transaction, author: &Author, now: DateTime<Utc>) -> Result<()> {
    Record { now, author }.run(tx).await?;
    Ok(())
}

#[derive(Statement)]
#[statement(file = "people/import/end_sessions.sql")]
struct EndSessions {
    now: DateTime<Utc>,
}

/// Ends the sessions of people who changed and are inactive at `now` (S).
///
/// # Errors
/// When the database fails.
pub async fn end_sessions(tx: &mut Transaction, now: DateTime<Utc>) -> Result<()> {
    EndSessions { now }.run(tx).await?;
    Ok(())
}

/// Lets the planner know of a large import at once; it would learn of it a minute later by itself.
///
/// # Errors
/// When the database fails.
pub async fn analyze(conn: &mut Connection) -> Result<()> {
    diesel::select(analyze_tables(vec!["people", "grants"]))
        .execute(conn)
        .await?;
    Ok(())
}
