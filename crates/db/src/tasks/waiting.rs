//! A person's open tasks as a super administrator lists them (T14): what the person is asked themselves, oldest first. What
//! a pool is asked is nobody's in particular and not among them (T11).

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Jsonb, Nullable, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, TaskId};
use serde::Deserialize;

use crate::glued::statement;
use crate::json::Json;
use crate::people::is_text;
use crate::sql::reaches_everyone;
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

/// [`Waiting`] of the person `$person` as a JSON value, without the first `$offset` lines and with at most `$limit`; `$only`
/// is a further condition on the assignment `a`.
macro_rules! waiting {
    (person: $person:literal, only: $only:literal, offset: $offset:literal, limit: $limit:literal) => {
        concat!(
            "(WITH w AS MATERIALIZED (SELECT a.task_id, min(a.assigned_at) AS since, max(a.assigned_at) AS newest \
                 FROM task_assignments a WHERE a.person_id = ", $person, " AND a.released_at IS NULL", $only, " GROUP BY a.task_id), \
               page AS (SELECT task_id, since FROM w ORDER BY since, task_id OFFSET ", $offset, " LIMIT ", $limit, ") \
             SELECT jsonb_build_object('count', (SELECT count(*) FROM w), 'newest', (SELECT max(newest) FROM w), 'rows', \
               coalesce((SELECT jsonb_agg(jsonb_build_object('task', t.id, 'title', t.title, 'role', wr.name, 'policy', t.policy_name, \
                 'step', t.position, 'steps', jsonb_array_length(t.steps), 'since', page.since, 'standing_in_for', \
                 ARRAY(SELECT DISTINCT ", crate::sql::shown_name!("wo"), " FROM task_assignments a JOIN people wo ON wo.id = a.original_id \
                   WHERE a.task_id = t.id AND a.person_id = ", $person, " AND a.released_at IS NULL AND a.original_id <> ", $person,
            " ORDER BY 1)) ORDER BY page.since, page.task_id) \
                 FROM page JOIN tasks t ON t.id = page.task_id LEFT JOIN roles wr ON wr.id = t.role_id), '[]')))"
        )
    };
}
pub(crate) use waiting;

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

#[derive(diesel::QueryableByName)]
struct Row {
    #[diesel(sql_type = Bool)]
    allowed: bool,
    #[diesel(sql_type = Nullable<BigInt>)]
    id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    username: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    display_name: Option<String>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    waiting: Option<Json<Waiting>>,
}

const SQL: &str = concat!(
    "SELECT ",
    reaches_everyone!("$2", "oversee_tasks", "$3"),
    " AS allowed, p.id, p.username, ",
    crate::sql::shown_name!("p"),
    " AS display_name, CASE WHEN p.id IS NOT NULL THEN ",
    waiting!(person: "p.id", only: " AND ($4::uuid[] IS NULL OR a.task_id = ANY($4))", offset: "0", limit: "$5"),
    " END AS waiting FROM (SELECT) one LEFT JOIN people p ON lower(p.username) = lower($1)"
);

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
    let only: Option<Vec<uuid::Uuid>> = only.map(|tasks| tasks.iter().map(|task| task.0).collect());
    let row: Row = statement(SQL)
        .bind::<Text, _>(username.to_owned())
        .bind::<BigInt, _>(reader.0)
        .bind::<Timestamptz, _>(now)
        .bind::<Nullable<Array<Uuid>>, _>(only)
        .bind::<BigInt, _>(limit)
        .get_result(conn)
        .await?;
    if !row.allowed {
        return Ok(None);
    }
    let (Some(id), Some(username), Some(display_name), Some(waiting)) =
        (row.id, row.username, row.display_name, row.waiting)
    else {
        return Ok(Some(None));
    };
    Ok(Some(Some(Person {
        id: PersonId(id),
        username,
        display_name,
        waiting: waiting.0,
    })))
}
