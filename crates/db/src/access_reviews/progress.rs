//! How far reviews are: the list of them, and everything that a review's page shows, each in one statement.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use domain::ids::TaskId;
use domain::task::TaskState;
use serde::Deserialize;

use crate::glued::statement;
use crate::json::{Json, Record};
use crate::sql::delegation_in_force;
use crate::{Connection, Result};

/// What a review is.
#[derive(Debug, Clone, QueryableByName)]
pub struct Review {
    /// Which.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// Name of the role it is over.
    #[diesel(sql_type = Nullable<Text>)]
    pub role: Option<String>,
    /// Or the department.
    #[diesel(sql_type = Nullable<Text>)]
    pub department: Option<String>,
    /// Name of who started it.
    #[diesel(sql_type = Text)]
    pub initiator: String,
    /// When.
    #[diesel(sql_type = Timestamptz)]
    pub started_at: DateTime<Utc>,
    /// The last day.
    #[diesel(sql_type = Date)]
    pub due_on: NaiveDate,
    /// When that day ends.
    #[diesel(sql_type = Timestamptz)]
    pub due_at: DateTime<Utc>,
    /// The operation that still makes its tasks; none: it is whole, or was broken off.
    #[diesel(sql_type = Nullable<Uuid>)]
    pub operation: Option<uuid::Uuid>,
    /// Why it was broken off before all of its tasks were made, in words.
    #[diesel(sql_type = Nullable<Text>)]
    pub broken_off: Option<String>,
}

/// A review in the list.
#[derive(Debug, Clone, QueryableByName)]
pub struct Listed {
    /// What it is.
    #[diesel(embed)]
    pub review: Review,
    /// Tasks not yet decided.
    #[diesel(sql_type = BigInt)]
    pub open: i64,
    /// All of its tasks.
    #[diesel(sql_type = BigInt)]
    pub tasks: i64,
}

macro_rules! review {
    () => {
        concat!(
            "v.id, r.name AS role, v.department, ",
            crate::sql::shown_name!("i"),
            " AS initiator, v.started_at, v.due_on, v.due_at, o.id AS operation, v.broken_off"
        )
    };
}

/// Reviews, newest first, older than `before` where given.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Connection, before: Option<i64>, limit: i64) -> Result<Vec<Listed>> {
    const SQL: &str = concat!(
        "SELECT ",
        review!(),
        ", c.open, c.tasks FROM (SELECT * FROM access_reviews WHERE $1::bigint IS NULL OR id < $1 ORDER BY id DESC LIMIT $2) v \
         LEFT JOIN roles r ON r.id = v.role_id JOIN people i ON i.id = v.initiator_id \
         LEFT JOIN operations o ON o.id = v.operation_id AND o.finished_at IS NULL CROSS JOIN LATERAL \
         (SELECT count(*) AS tasks, count(*) FILTER (WHERE t.state = 'open') AS open FROM tasks t WHERE t.access_review_id = v.id) c \
         ORDER BY v.id DESC"
    );
    Ok(statement(SQL)
        .bind::<Nullable<BigInt>, _>(before)
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await?)
}

/// Which of a review's lines are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Its tasks, of one state or of all.
    Tasks(Option<TaskState>),
    /// Roles that are autoprovisioned or delegated: for information only.
    Information,
}

/// The last line of a page: person, role, delegator.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct Place {
    /// The person's id.
    pub person: i64,
    /// The role's id.
    pub role: i64,
    /// The delegator's id; nought where there is none.
    #[serde(default)]
    pub delegator: i64,
}

/// A task of a review.
#[derive(Debug, Clone, Deserialize)]
pub struct Item {
    /// Where it stands in the list.
    #[serde(flatten)]
    pub place: Place,
    /// The task.
    pub task: TaskId,
    /// Name of whose role.
    pub subject: String,
    /// Their username.
    pub username: String,
    /// Their department.
    pub department: Option<String>,
    /// Name of the role.
    pub role_name: String,
    /// Open, or how it ended.
    pub state: TaskState,
    /// Names of who is asked now.
    #[serde(default)]
    pub asked: Vec<String>,
    /// Name of who decided last.
    pub decided_by: Option<String>,
    /// Name of whom they stood in for.
    pub decided_for: Option<String>,
    /// When it was decided last.
    #[serde(deserialize_with = "crate::json::optional_instant")]
    pub decided_at: Option<DateTime<Utc>>,
    /// Why.
    pub reason: Option<String>,
}

/// A role that is listed for information only.
#[derive(Debug, Clone, Deserialize)]
pub struct Information {
    /// Where it stands in the list.
    #[serde(flatten)]
    pub place: Place,
    /// Name of who has it.
    pub subject: String,
    /// Their username.
    pub username: String,
    /// Their department.
    pub department: Option<String>,
    /// Name of the role.
    pub role_name: String,
    /// Name of who lent it; none: a rule gives it.
    pub delegator_name: Option<String>,
}

/// Somebody whom open tasks wait for.
#[derive(Debug, Clone, Deserialize)]
pub struct Waiting {
    /// A person's name, or a role's.
    pub name: String,
    /// Everyone who holds that role is asked.
    pub is_pool: bool,
    /// How many.
    pub open: i64,
}

/// A grant for which no task could be made (T12).
#[derive(Debug, Clone, Deserialize)]
pub struct Refused {
    /// Name of whose role.
    pub subject: String,
    /// Name of the role.
    pub role_name: String,
    /// Why.
    pub reason: String,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(embed)]
    review: Review,
    #[diesel(embed)]
    making: Making,
    #[diesel(sql_type = Jsonb)]
    counts: Json<Vec<(TaskState, i64)>>,
    #[diesel(sql_type = Jsonb)]
    waiting: Json<Vec<Waiting>>,
    #[diesel(sql_type = Jsonb)]
    refused: Json<Vec<Refused>>,
    #[diesel(sql_type = BigInt)]
    refusals: i64,
    #[diesel(sql_type = Jsonb)]
    lines: Json<serde_json::Value>,
}

/// How far the making of a review's tasks is.
#[derive(Debug, Clone, QueryableByName)]
pub struct Making {
    #[diesel(sql_type = Nullable<Uuid>)]
    stopped_operation: Option<uuid::Uuid>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    stopped_at: Option<DateTime<Utc>>,
    /// Grants that it covers, while its tasks are being made.
    #[diesel(sql_type = Nullable<Integer>)]
    pub to_make: Option<i32>,
    /// Of them dealt with.
    #[diesel(sql_type = Nullable<Integer>)]
    pub made: Option<i32>,
}

impl Making {
    /// The operation that made its tasks and stopped before its end, and when; none: it did not, or is no longer kept.
    pub fn stopped(&self) -> Option<(uuid::Uuid, DateTime<Utc>)> {
        self.stopped_operation.zip(self.stopped_at)
    }
}

/// Everything that a review's page shows.
#[derive(Debug, Clone)]
pub struct Overview {
    /// What it is.
    pub review: Review,
    /// How far the making of its tasks is.
    pub making: Making,
    /// How many tasks are in each state.
    pub counts: Vec<(TaskState, i64)>,
    /// For whom open tasks wait, the most first; the first twenty.
    pub waiting: Vec<Waiting>,
    /// Grants without a task; the first fifty.
    pub refused: Vec<Refused>,
    /// How many there are of those.
    pub refusals: i64,
    /// Its tasks, where they are shown.
    pub items: Vec<Item>,
    /// What is for information only, where that is shown.
    pub information: Vec<Information>,
}

macro_rules! items {
    ($review:literal) => {
        concat!(
            "(SELECT coalesce(jsonb_agg(to_jsonb(x) ORDER BY x.person, x.role), '[]') FROM (SELECT t.subject_id AS person, \
               t.role_id AS role, t.id AS task, ", crate::sql::shown_name!("s"), " AS subject, s.username, s.department, n.name AS role_name, t.state, \
               ARRAY(SELECT coalesce(", crate::sql::shown_name!("p"), ", 'everyone who holds ' || q.name) FROM task_assignments a LEFT JOIN people p \
                 ON p.id = a.person_id LEFT JOIN roles q ON q.id = a.pool_role_id WHERE a.task_id = t.id AND a.released_at IS NULL \
                 ORDER BY a.id) AS asked, ", crate::sql::shown_name!("b"), " AS decided_by, ", crate::sql::shown_name!("f"), " AS decided_for, d.decided_at, d.reason \
             FROM (SELECT * FROM tasks WHERE access_review_id = ",
            $review,
            " AND ($2::text IS NULL OR state = $2) AND (subject_id, role_id) > ($3, $4) ORDER BY subject_id, role_id LIMIT $6) t \
             JOIN people s ON s.id = t.subject_id JOIN roles n ON n.id = t.role_id LEFT JOIN LATERAL (SELECT * FROM task_decisions \
               WHERE task_id = t.id ORDER BY position DESC LIMIT 1) d ON true LEFT JOIN people b ON b.id = d.decided_by \
             LEFT JOIN people f ON f.id = d.decided_for[1]) x)"
        )
    };
}

macro_rules! information {
    ($role:literal, $department:literal) => {
        concat!(
            "(SELECT coalesce(jsonb_agg(to_jsonb(x) ORDER BY x.person, x.role, x.delegator), '[]') FROM (SELECT h.person, h.role, \
               h.delegator, ", crate::sql::shown_name!("s"), " AS subject, s.username, s.department, n.name AS role_name, ", crate::sql::shown_name!("o"), " AS delegator_name \
             FROM ((SELECT g.person_id AS person, g.role_id AS role, 0::bigint AS delegator FROM grants g JOIN people s \
                 ON s.id = g.person_id WHERE g.revoked_at IS NULL AND g.source = 'autoprovisioned' \
                 AND (",
            $role,
            " IS NULL OR g.role_id = ",
            $role,
            ") AND (",
            $department,
            " IS NULL OR s.department = ",
            $department,
            ") AND (g.person_id, g.role_id, 0) > ($3, $4, $5) ORDER BY 1, 2 LIMIT $6) \
               UNION ALL (SELECT d.proxy_id, d.role_id, d.delegator_id FROM role_delegations d JOIN people s ON s.id = d.proxy_id \
                 JOIN people o ON o.id = d.delegator_id WHERE d.begun_at IS NOT NULL AND d.ended_at IS NULL AND ",
            delegation_in_force!("d", "o", "s", "$7"),
            " AND (",
            $role,
            " IS NULL OR d.role_id = ",
            $role,
            ") AND (",
            $department,
            " IS NULL OR s.department = ",
            $department,
            ") AND (d.proxy_id, d.role_id, d.delegator_id) > ($3, $4, $5) ORDER BY 1, 2, 3 LIMIT $6) ORDER BY 1, 2, 3 LIMIT $6) h \
             JOIN people s ON s.id = h.person JOIN roles n ON n.id = h.role LEFT JOIN people o ON o.id = h.delegator) x)"
        )
    };
}

macro_rules! overview {
    ($lines:expr) => {
        concat!(
            "SELECT ",
            review!(),
            ", s.id AS stopped_operation, s.finished_at AS stopped_at, o.total AS to_make, o.done + o.failed AS made, coalesce((SELECT jsonb_agg(jsonb_build_array(c.state, c.number)) FROM (SELECT t.state, count(*) AS number FROM tasks t \
               WHERE t.access_review_id = v.id GROUP BY t.state) c), '[]') AS counts, \
             coalesce((SELECT jsonb_agg(to_jsonb(w) ORDER BY w.open DESC, w.name) FROM (SELECT coalesce(", crate::sql::shown_name!("p"), ", q.name) AS name, \
                 q.id IS NOT NULL AS is_pool, count(*) AS open FROM tasks t JOIN task_assignments a ON a.task_id = t.id \
                 AND a.released_at IS NULL LEFT JOIN people p ON p.id = a.person_id LEFT JOIN roles q ON q.id = a.pool_role_id \
               WHERE t.access_review_id = v.id AND t.state = 'open' GROUP BY p.id, p.display_name, q.id, q.name \
               ORDER BY count(*) DESC, 1 LIMIT 20) w), '[]') AS waiting, \
             coalesce((SELECT jsonb_agg(to_jsonb(x)) FROM (SELECT ", crate::sql::shown_name!("p"), " AS subject, q.name AS role_name, f.reason \
               FROM access_review_refusals f JOIN people p ON p.id = f.person_id JOIN roles q ON q.id = f.role_id \
               WHERE f.review_id = v.id ORDER BY f.person_id, f.role_id LIMIT 50) x), '[]') AS refused, \
             (SELECT count(*) FROM access_review_refusals f WHERE f.review_id = v.id) AS refusals, ",
            $lines,
            " AS lines FROM access_reviews v LEFT JOIN roles r ON r.id = v.role_id JOIN people i ON i.id = v.initiator_id \
             LEFT JOIN operations o ON o.id = v.operation_id AND o.finished_at IS NULL \
             LEFT JOIN operations s ON s.id = v.operation_id AND s.finished_at IS NOT NULL AND v.broken_off IS NOT NULL WHERE v.id = $1"
        )
    };
}

/// A review with a page of its lines, `limit` of them after `after`.
///
/// # Errors
/// When the database fails.
pub async fn overview(
    conn: &mut Connection,
    review: i64,
    shown: Shown,
    after: Place,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Option<Overview>> {
    let (sql, state) = match shown {
        Shown::Tasks(state) => (overview!(items!("v.id")), state),
        Shown::Information => (overview!(information!("v.role_id", "v.department")), None),
    };
    let rows: Vec<Row> = statement(sql)
        .bind::<BigInt, _>(review)
        .bind::<Nullable<Text>, _>(state.map(TaskState::code))
        .bind::<BigInt, _>(after.person)
        .bind::<BigInt, _>(after.role)
        .bind::<BigInt, _>(after.delegator)
        .bind::<BigInt, _>(limit)
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await?;
    let Some(row) = rows.into_iter().next() else {
        return Ok(None);
    };
    let (items, information) = match shown {
        Shown::Tasks(_) => (row.lines.into_shape()?, Vec::new()),
        Shown::Information => (Vec::new(), row.lines.into_shape()?),
    };
    Ok(Some(Overview {
        counts: row.counts.0,
        waiting: row.waiting.0,
        refused: row.refused.0,
        refusals: row.refusals,
        review: row.review,
        making: row.making,
        items,
        information,
    }))
}

/// A page of a review's tasks, for the download.
///
/// # Errors
/// When the database fails.
pub async fn items(conn: &mut Connection, review: i64, after: Place, limit: i64) -> Result<Vec<Item>> {
    const SQL: &str = concat!("SELECT ", items!("$1"), " AS record");
    let row: Record<Vec<Item>> = statement(SQL)
        .bind::<BigInt, _>(review)
        .bind::<Nullable<Text>, _>(None::<String>)
        .bind::<BigInt, _>(after.person)
        .bind::<BigInt, _>(after.role)
        .bind::<BigInt, _>(after.delegator)
        .bind::<BigInt, _>(limit)
        .get_result(conn)
        .await?;
    Ok(row.read())
}
