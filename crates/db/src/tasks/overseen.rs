//! What a super administrator reassigns, many tasks by each statement (T14): what must be known of them, and releasing them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Jsonb, Nullable, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, TaskId};

use super::assignments::Assignment;
use crate::glued::statement;
use crate::json::Json;
use crate::sql_types::IntoBind;
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

#[derive(diesel::QueryableByName)]
struct AskedRow {
    #[diesel(sql_type = Uuid)]
    task_id: uuid::Uuid,
    #[diesel(sql_type = Jsonb)]
    assignments: Json<Vec<Assignment>>,
    #[diesel(sql_type = Array<BigInt>)]
    released: Vec<i64>,
    #[diesel(sql_type = Array<BigInt>)]
    deciders: Vec<i64>,
    #[diesel(sql_type = Bool)]
    subject_left: bool,
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
    const SQL: &str = "SELECT t.id AS task_id, \
        coalesce((SELECT jsonb_agg(to_jsonb(a) ORDER BY a.id) FROM task_assignments a \
          WHERE a.task_id = t.id AND a.released_at IS NULL), '[]') AS assignments, \
        ARRAY(SELECT DISTINCT a.person_id FROM task_assignments a WHERE a.task_id = t.id AND a.position = t.position \
          AND a.released_at IS NOT NULL AND a.person_id IS NOT NULL) AS released, \
        ARRAY(SELECT unnest(d.decided_by || d.decided_for) FROM task_decisions d WHERE d.task_id = t.id) AS deciders, \
        EXISTS (SELECT FROM people s WHERE s.id = t.subject_id AND s.active_until <= $2) AS subject_left \
        FROM tasks t WHERE t.id = ANY($1)";
    let rows: Vec<AskedRow> = statement(SQL)
        .bind::<Array<Uuid>, _>(ids(tasks))
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await?;
    let asked = rows.into_iter().map(|row| {
        let asked = Asked {
            assignments: row.assignments.0,
            released: row.released.into_iter().map(PersonId).collect(),
            deciders: row.deciders.into_iter().map(PersonId).collect(),
            subject_left: row.subject_left,
        };
        (TaskId(row.task_id), asked)
    });
    Ok(asked.collect())
}

#[derive(diesel::QueryableByName)]
struct Id {
    #[diesel(sql_type = Uuid)]
    task_id: uuid::Uuid,
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
    const SQL: &str = "SELECT DISTINCT a.task_id FROM task_assignments a WHERE a.person_id = $1 AND a.released_at IS NULL \
        AND a.assigned_at <= $2 AND ($3::uuid IS NULL OR a.task_id > $3) ORDER BY a.task_id LIMIT $4";
    let rows: Vec<Id> = statement(SQL)
        .bind::<BigInt, _>(person.0)
        .bind::<Timestamptz, _>(until)
        .bind::<Nullable<Uuid>, _>(after.map(|task| task.0))
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await?;
    Ok(rows.iter().map(|row| TaskId(row.task_id)).collect())
}

/// How many tasks [`of_person`] would find in all.
///
/// # Errors
/// When the database fails.
pub async fn count_of_person(conn: &mut Connection, person: PersonId, until: DateTime<Utc>) -> Result<i64> {
    use crate::schema::task_assignments as assignments;
    Ok(assignments::table
        .filter(assignments::person_id.eq(person.bind()))
        .filter(assignments::released_at.is_null())
        .filter(assignments::assigned_at.le(until))
        .select(diesel::dsl::count(assignments::task_id).aggregate_distinct())
        .first(conn)
        .await?)
}

fn ids(tasks: &[TaskId]) -> Vec<uuid::Uuid> {
    tasks.iter().map(|task| task.0).collect()
}
