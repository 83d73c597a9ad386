//! Autoprovisioning people rather than roles (R20): those whose assignment changed, or began or ended with time. Set-based,
//! and only over them.

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::Bool;
use domain::ids::PersonId;

use super::{Applied, Author};
use crate::sql_types::PersonKey;
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// Who.
#[derive(Debug, Clone, Copy)]
pub enum Who<'a> {
    /// These people.
    These(&'a [PersonId]),
    /// Everybody whom an import touches: those it changes, and those who come to lead people or cease to. Inside its
    /// transaction, after [`note_imported`].
    Imported,
}

#[derive(Statement)]
#[statement(file = "provisioning/people/give.sql")]
struct Give<'a> {
    now: DateTime<Utc>,
    #[statement(embed)]
    author: &'a Author,
    people: &'a [PersonId],
}

#[derive(Statement)]
#[statement(file = "provisioning/people/take.sql")]
struct Take<'a> {
    now: DateTime<Utc>,
    #[statement(embed)]
    author: &'a Author,
    people: &'a [PersonId],
}

#[derive(Statement)]
#[statement(file = "provisioning/people/give_imported.sql")]
struct GiveImported<'a> {
    now: DateTime<Utc>,
    #[statement(embed)]
    author: &'a Author,
}

#[derive(Statement)]
#[statement(file = "provisioning/people/take_imported.sql")]
struct TakeImported<'a> {
    now: DateTime<Utc>,
    #[statement(embed)]
    author: &'a Author,
}

/// Gives these people what rules give them, and takes what they had by a rule and no rule gives any more, each with its
/// audit entry (R20, G3).
///
/// # Errors
/// When the database fails.
pub async fn apply(
    conn: &mut Connection,
    who: Who<'_>,
    author: &Author,
    now: DateTime<Utc>,
) -> Result<Applied> {
    let (gained, lost) = match who {
        Who::These(people) => (
            Give { now, author, people }.run(conn).await?,
            Take { now, author, people }.run(conn).await?,
        ),
        Who::Imported => (
            GiveImported { now, author }.run(conn).await?,
            TakeImported { now, author }.run(conn).await?,
        ),
    };
    Ok(Applied { gained, lost })
}

#[derive(Statement)]
#[statement(file = "people/import/find_affected.sql")]
struct FindAffected;

#[derive(Statement)]
#[statement(file = "people/import/analyze_affected.sql")]
struct AnalyzeAffected;

/// Notes whom an import touches. Inside its transaction, when its changes are known and before they are applied.
///
/// # Errors
/// When the database fails.
pub async fn note_imported(conn: &mut Connection) -> Result<()> {
    FindAffected.run(conn).await?;
    AnalyzeAffected.run(conn).await?;
    Ok(())
}

/// Somebody whose work began or ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName, Columns)]
pub struct Turned {
    #[diesel(sql_type = PersonKey)]
    id: PersonId,
    /// It ended; else it began.
    #[diesel(sql_type = Bool)]
    pub has_left: bool,
}

impl Turned {
    /// Who.
    pub fn person(&self) -> PersonId {
        self.id
    }
}

#[derive(Statement)]
#[statement(file = "provisioning/people/turned.sql", row = Turned)]
struct FindTurned {
    now: DateTime<Utc>,
    since: Option<DateTime<Utc>>,
}

/// Whose work began or ended by `now` and after `since`; none: ever. Who was entered when their work had begun was settled
/// then.
///
/// # Errors
/// When the database fails.
pub async fn turned(
    conn: &mut Connection,
    since: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<Vec<Turned>> {
    FindTurned { now, since }.rows(conn).await
}

#[derive(Statement)]
#[statement(file = "provisioning/people/note_turned.sql")]
struct NoteTurned<'a> {
    now: DateTime<Utc>,
    people: &'a [PersonId],
}

/// The directory is told of what people hold whose work has begun or ended since (R11): once for each grant and instant.
///
/// # Errors
/// When the database fails.
pub async fn note_turned(tx: &mut Transaction, people: &[PersonId], now: DateTime<Utc>) -> Result<()> {
    NoteTurned { now, people }.run(tx).await?;
    Ok(())
}

#[derive(Statement)]
#[statement(file = "provisioning/people/note_begun.sql")]
struct NoteBegun<'a> {
    now: DateTime<Utc>,
    people: &'a [PersonId],
}

/// The directory is told of what was lent to or by people whose work has begun since (R11): once for each of them.
///
/// # Errors
/// When the database fails.
pub async fn note_begun(tx: &mut Transaction, people: &[PersonId], now: DateTime<Utc>) -> Result<()> {
    NoteBegun { now, people }.run(tx).await?;
    Ok(())
}
