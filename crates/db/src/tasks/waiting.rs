//! A person's open tasks as a super administrator lists them (T14): what the person is asked themselves, oldest first. What
//! a pool is asked is nobody's in particular and not among them (T11).

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::{Bool, Jsonb, Nullable, Text};
use domain::ids::{PersonId, TaskId};
use serde::Deserialize;

use crate::json::Json;
use crate::people::is_text;
use crate::sql_types::PersonKey;
use crate::statement::Statement;
use crate::{Connection, Result};

/// Lines a page of the list has.
pub const PAGE: i64 = 50;

/// A page of a person's open tasks.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Waiting {
    /// How many there are in all.
    pub count: i64,
    /// Since when the newest of all waits.
    #[serde(deserialize_with = "crate::json::optional_instant")]
    pub newest: Option<DateTime<Utc>>,
    /// The lines of the page.
    pub rows: Vec<WaitingRow>,
}

/// A line of the list.
#[derive(Debug, Clone, Deserialize)]
pub struct WaitingRow {
    /// Which task.
    pub task: TaskId,
    /// As shown.
    pub title: String,
    /// Name of the role that it is about.
    pub role: Option<String>,
    /// Its policy's name.
    pub policy: String,
    /// The open step, from 1.
    pub step: i16,
    /// How many steps there are.
    pub steps: i64,
    /// Since when the person is asked.
    #[serde(deserialize_with = "crate::json::instant")]
    pub since: DateTime<Utc>,
    /// Names of those whom the step named, where the person stands in for them.
    pub standing_in_for: Vec<String>,
}

/// Somebody whose open tasks are to be reassigned.
#[derive(Debug, Clone)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// Signs in with it.
    pub username: String,
    /// As shown.
    pub display_name: String,
    /// Their open tasks.
    pub waiting: Waiting,
}

#[derive(QueryableByName, Columns)]
struct Row {
    #[diesel(sql_type = Bool)]
    allowed: bool,
    #[diesel(sql_type = Nullable<PersonKey>)]
    id: Option<PersonId>,
    #[diesel(sql_type = Nullable<Text>)]
    username: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    display_name: Option<String>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    waiting: Option<Json<Waiting>>,
}

#[derive(Statement)]
#[statement(file = "tasks/waiting.sql", row = Row)]
struct OfUsername<'a> {
    username: &'a str,
    reader: PersonId,
    now: DateTime<Utc>,
    only: Option<&'a [TaskId]>,
    limit: i64,
}

/// The person with this username in any case, for `reader`, with those of their open tasks that are among `only` (`None`:
/// all), at most `limit` lines. The outer `None`: the reader does not oversee everyone's tasks; the inner: there is no such
/// person.
///
/// # Errors
/// When the database fails.
pub async fn of_username(
    conn: &mut Connection,
    reader: PersonId,
    username: &str,
    (only, limit): (Option<&[TaskId]>, i64),
    now: DateTime<Utc>,
) -> Result<Option<Option<Person>>> {
    // Nobody's name, but a question all the same: who may not ask is told so first.
    let username = if is_text(username) { username } else { "" };
    let of_username = OfUsername {
        username,
        reader,
        now,
        only,
        limit,
    };
    let row = of_username.one_row(conn).await?;
    if !row.allowed {
        return Ok(None);
    }
    let (Some(id), Some(username), Some(display_name), Some(waiting)) =
        (row.id, row.username, row.display_name, row.waiting)
    else {
        return Ok(Some(None));
    };
    Ok(Some(Some(Person {
        id,
        username,
        display_name,
        waiting: waiting.0,
    })))
}
