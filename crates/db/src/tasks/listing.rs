//! Tasks as other systems list them: newest first, by state, by their own name for it, or by who is asked now.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Jsonb, Nullable, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, TaskId};
use domain::task::TaskState;

use super::detail::Record;
use crate::glued::statement;
use crate::json::Json;
use crate::sql::{active, holdings};
use crate::{Connection, Result};

/// What to look for; everything empty means everything.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Who is asked now.
    pub assignee: Option<PersonId>,
    /// Where it stands.
    pub state: Option<TaskState>,
    /// The other system's name for it.
    pub external_ref: Option<String>,
    /// Tasks before this one in the list's order: the next page.
    pub after: Option<(DateTime<Utc>, TaskId)>,
    /// How many at most; [`MOST`] and no more.
    pub limit: i64,
}

macro_rules! most {
    () => {
        "201"
    };
}

/// The most that are read at once: a page of 200, and one to know whether there are more. It stands in the SQL too, for
/// the planner to reckon with.
pub const MOST: i64 = 201;

/// A task of the list.
#[derive(Debug)]
pub struct Listed {
    /// Which.
    pub id: TaskId,
    /// What it is listed by: when it was created, or when the person was asked.
    pub at: DateTime<Utc>,
    /// The task, who is asked now, and every name that occurs.
    pub record: Record,
}

#[derive(diesel::QueryableByName)]
struct Row {
    #[diesel(sql_type = Uuid)]
    id: uuid::Uuid,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Jsonb)]
    detail: Json<Record>,
}

/// Whether the person `$1` is active: a pool asks nobody else (T11).
macro_rules! is_active {
    () => {
        concat!(
            "EXISTS (SELECT FROM people ip WHERE ip.id = $1 AND ",
            active!("ip", "$2"),
            ")"
        )
    };
}

/// Whether the person `$1` is asked for the task `t` now.
macro_rules! is_asked {
    () => {
        concat!(
            "EXISTS (SELECT FROM task_assignments a WHERE a.task_id = t.id AND a.released_at IS NULL AND (a.person_id = $1 OR EXISTS \
             (SELECT FROM ", holdings!("$2"), " h WHERE h.role_id = a.pool_role_id AND h.person_id = $1 \
              AND NOT a.barred && ARRAY[$1, coalesce(h.delegator_id, $1)] AND ",
            is_active!(),
            ")))"
        )
    };
}

/// Before this task, or from the newest on.
macro_rules! before {
    ($id:literal) => {
        concat!(
            $id,
            " < coalesce($6, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)"
        )
    };
}

macro_rules! list {
    ($page:expr, $order:literal) => {
        concat!(
            "WITH ", $page, ", page AS (SELECT id, at FROM found ORDER BY ", $order, " LIMIT $7) \
             SELECT t.id, g.at, to_jsonb(t) || jsonb_build_object( \
               'assignments', coalesce((SELECT jsonb_agg(to_jsonb(a) ORDER BY a.id) FROM task_assignments a WHERE a.task_id = t.id \
                  AND a.released_at IS NULL), '[]'), \
               'people', coalesce((SELECT jsonb_agg(jsonb_build_object('id', p.id, 'username', p.username, 'display_name', ", crate::sql::shown_name!("p"), ")) \
                  FROM people p WHERE p.id = ANY (ARRAY(SELECT unnest(ARRAY[t.subject_id, t.requester_id, t.initiator_id]) \
                    UNION SELECT unnest(ARRAY[a.person_id, a.original_id] || a.path) FROM task_assignments a WHERE a.task_id = t.id \
                    AND a.released_at IS NULL))), '[]'), \
               'roles', coalesce((SELECT jsonb_agg(jsonb_build_object('id', r.id, 'code', r.code, 'name', r.name)) FROM roles r \
                  WHERE r.id = ANY (ARRAY(SELECT t.role_id UNION SELECT a.pool_role_id FROM task_assignments a WHERE a.task_id = t.id \
                    AND a.released_at IS NULL))), '[]')) AS detail \
             FROM page g JOIN tasks t ON t.id = g.id ORDER BY ", $order
        )
    };
}

const ALL: &str = list!(
    concat!(
        "found AS (SELECT t.id, t.created_at AS at FROM tasks t WHERE ",
        before!("t.id"),
        " ORDER BY t.id DESC LIMIT ",
        most!(),
        ")"
    ),
    "id DESC"
);

const BY_STATE: &str = list!(
    concat!(
        "found AS (SELECT t.id, t.created_at AS at FROM tasks t WHERE t.state = $3 AND ",
        before!("t.id"),
        " ORDER BY t.id DESC LIMIT ",
        most!(),
        ")"
    ),
    "id DESC"
);

const BY_REFERENCE: &str = list!(
    concat!(
        "found AS (SELECT t.id, t.created_at AS at FROM tasks t WHERE t.external_ref = $4 AND ($3::text IS NULL OR t.state = $3) AND ",
        before!("t.id"),
        " AND ($1::bigint IS NULL OR ",
        is_asked!(),
        ") ORDER BY t.id DESC LIMIT ",
        most!(),
        ")"
    ),
    "id DESC"
);

// As the inbox does: each half walks its index and stops at the page's end; pools are asked role by role.
const BY_ASSIGNEE: &str = list!(
    concat!(
        "held AS MATERIALIZED (SELECT DISTINCT h.role_id, h.delegator_id FROM ",
        holdings!("$2"),
        " h WHERE h.person_id = $1 AND ",
        is_active!(),
        "), \
         found AS (SELECT id, at FROM ((SELECT a.task_id AS id, a.assigned_at AS at FROM task_assignments a WHERE a.released_at IS NULL \
           AND a.person_id = $1 AND (a.assigned_at, a.task_id) < (coalesce($5, 'infinity'::timestamptz), \
           coalesce($6, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)) AND NOT EXISTS (SELECT FROM task_assignments b \
           WHERE b.task_id = a.task_id AND b.person_id = $1 AND b.released_at IS NULL AND b.id > a.id) \
           ORDER BY a.assigned_at DESC, a.task_id DESC LIMIT ",
        most!(),
        ") UNION \
         SELECT p.id, p.at FROM held CROSS JOIN LATERAL (SELECT a.task_id AS id, a.assigned_at AS at FROM task_assignments a \
           WHERE a.released_at IS NULL AND a.pool_role_id = held.role_id AND NOT a.barred && ARRAY[$1, coalesce(held.delegator_id, $1)] \
           AND (a.assigned_at, a.task_id) < (coalesce($5, 'infinity'::timestamptz), \
           coalesce($6, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)) ORDER BY a.assigned_at DESC, a.task_id DESC LIMIT ",
        most!(),
        ") p) b \
         ORDER BY at DESC, id DESC LIMIT ",
        most!(),
        ")"
    ),
    "at DESC, id DESC"
);

/// A page of tasks.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Connection, filter: &Filter, now: DateTime<Utc>) -> Result<Vec<Listed>> {
    let sql = match filter {
        Filter {
            external_ref: Some(_),
            ..
        } => BY_REFERENCE,
        Filter {
            assignee: Some(_), ..
        } => BY_ASSIGNEE,
        Filter { state: Some(_), .. } => BY_STATE,
        _ => ALL,
    };
    let rows: Vec<Row> = statement(sql)
        .bind::<Nullable<BigInt>, _>(filter.assignee.map(|person| person.0))
        .bind::<Timestamptz, _>(now)
        .bind::<Nullable<Text>, _>(filter.state.map(TaskState::code))
        .bind::<Nullable<Text>, _>(filter.external_ref.clone())
        .bind::<Nullable<Timestamptz>, _>(filter.after.map(|(at, _)| at))
        .bind::<Nullable<Uuid>, _>(filter.after.map(|(_, task)| task.0))
        .bind::<BigInt, _>(filter.limit.clamp(1, MOST))
        .load(conn)
        .await?;
    let read = |row: Row| Listed {
        id: TaskId(row.id),
        at: row.at,
        record: row.detail.0,
    };
    Ok(rows.into_iter().map(read).collect())
}
