//! What a super administrator reassigns, many tasks by each statement (T14): what must be known of them, and releasing them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::dsl::{auto_type, count};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Jsonb};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, TaskId};

use super::assignments::Assignment;
use crate::json::Json;
use crate::schema::task_assignments;
use crate::sql_types::{Bind, IntoBind, PersonKey, TaskKey};
use crate::statement::Statement;
use crate::{Connection, Result};

/// Who is asked at a task's open step, and what T5 needs to know of the task.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Everyone who is asked now, oldest first.
    pub assignments: Vec<Assignment>,
    /// Who was asked at that step and is no longer.
    pub released: Vec<PersonId>,
    /// Who decided an earlier step, and for whom.
    pub deciders: Vec<PersonId>,
    /// Whether whom the task is about has been terminated (T13).
    pub subject_left: bool,
}

#[derive(QueryableByName, Columns)]
struct AskedRow {
    #[diesel(sql_type = TaskKey)]
    task_id: TaskId,
    #[diesel(sql_type = Jsonb)]
    assignments: Json<Vec<Assignment>>,
    #[diesel(sql_type = Array<PersonKey>)]
    released: Vec<PersonId>,
    #[diesel(sql_type = Array<PersonKey>)]
    deciders: Vec<PersonId>,
    #[diesel(sql_type = Bool)]
    subject_left: bool,
}

#[derive(Statement)]
#[statement(file = "tasks/asked.sql", row = AskedRow)]
struct ReadAsked<'a> {
    tasks: &'a [TaskId],
    now: DateTime<Utc>,
}

/// Reads [`Asked`] for several tasks. Called with their rows locked, it is what holds until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn asked(
    conn: &mut Connection,
    tasks: &[TaskId],
    now: DateTime<Utc>,
) -> Result<HashMap<TaskId, Asked>> {
    let rows = ReadAsked { tasks, now }.rows(conn).await?;
    let asked = rows.into_iter().map(|row| {
        let asked = Asked {
            assignments: row.assignments.0,
            released: row.released,
            deciders: row.deciders,
            subject_left: row.subject_left,
        };
        (row.task_id, asked)
    });
    Ok(asked.collect())
}

/// Assignments that ask a person since `until` or longer.
#[auto_type]
fn waiting_for(person: PersonId, until: DateTime<Utc>) -> _ {
    let person: Bind<PersonId> = person.bind();
    task_assignments::table
        .filter(task_assignments::person_id.eq(person))
        .filter(task_assignments::released_at.is_null())
        .filter(task_assignments::assigned_at.le(until))
}

/// Tasks that ask a person since `until` or longer, by id, those after `after`; at most `limit` of them.
///
/// # Errors
/// When the database fails.
pub async fn of_person(
    conn: &mut Connection,
    person: PersonId,
    until: DateTime<Utc>,
    after: Option<TaskId>,
    limit: i64,
) -> Result<Vec<TaskId>> {
    let mut found = waiting_for(person, until)
        .order(task_assignments::task_id)
        .select(task_assignments::task_id)
        .distinct()
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        found = found.filter(task_assignments::task_id.gt(after.bind()));
    }
    Ok(found.load(conn).await?)
}

/// How many tasks [`of_person`] would find in all.
///
/// # Errors
/// When the database fails.
pub async fn count_of_person(conn: &mut Connection, person: PersonId, until: DateTime<Utc>) -> Result<i64> {
    Ok(waiting_for(person, until)
        .select(count(task_assignments::task_id).aggregate_distinct())
        .first(conn)
        .await?)
}
