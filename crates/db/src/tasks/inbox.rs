//! A person's open tasks, oldest first: those assigned to them and those of the pools they belong to (T11).

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Nullable, SmallInt, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, TaskId};

use crate::sql::holdings;
use crate::statement::statement;
use crate::{Connection, Result};

/// What to look for; everything empty means everything.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// `request`, `review` or `revoke`.
    pub kind: Option<String>,
    /// Only those that came to the person by a delegation rule (true), or did not (false).
    pub delegated: Option<bool>,
    /// Tasks after this one: the next page.
    pub after: Option<(DateTime<Utc>, TaskId)>,
}

/// A line of the list.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct InboxRow {
    #[diesel(sql_type = Uuid)]
    task_id: uuid::Uuid,
    /// Since when the person is asked.
    #[diesel(sql_type = Timestamptz)]
    pub assigned_at: DateTime<Utc>,
    /// Whom the step named, where the person stands in for them.
    #[diesel(sql_type = Array<Text>)]
    pub standing_in_for: Vec<String>,
    /// Name of the role whose pool is asked, where it is one.
    #[diesel(sql_type = Nullable<Text>)]
    pub pool: Option<String>,
    /// `request`, `review` or `revoke`.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// As shown.
    #[diesel(sql_type = Text)]
    pub title: String,
    /// Its policy's name.
    #[diesel(sql_type = Text)]
    pub policy_name: String,
    /// Name of whom it is about.
    #[diesel(sql_type = Text)]
    pub subject: String,
    /// Name of what it is about.
    #[diesel(sql_type = Nullable<Text>)]
    pub role: Option<String>,
    /// Name of who asked.
    #[diesel(sql_type = Nullable<Text>)]
    pub requester: Option<String>,
    /// The open step, from 1.
    #[diesel(sql_type = SmallInt)]
    pub position: i16,
    /// How many steps there are.
    #[diesel(sql_type = SmallInt)]
    pub steps: i16,
    /// Whether the open step allows delegation.
    #[diesel(sql_type = Bool)]
    pub allows_delegation: bool,
    /// Whether approving needs a reason.
    #[diesel(sql_type = Bool)]
    pub reason_to_approve: bool,
    /// Whether denying needs a reason.
    #[diesel(sql_type = Bool)]
    pub reason_to_deny: bool,
}

impl InboxRow {
    /// Which task.
    pub fn task(&self) -> TaskId {
        TaskId(self.task_id)
    }
}

macro_rules! read {
    () => {
        26
    };
}

/// Lines read at once: a page of 25, and one more to know whether there are others. The number stands in the SQL, for
/// the planner to reckon with.
pub const READ: usize = read!();

// Each half walks its index in order and stops at the page's end; the rest is looked up for the page only. Pools are
// asked role by role: joined at once, the planner would read the open tasks of every pool there is.
macro_rules! inbox {
    (own: $own:expr, pool: $pool:expr) => {
        concat!(
            "WITH held AS MATERIALIZED (SELECT DISTINCT h.role_id, h.delegator_id FROM ",
            holdings!("$2"),
            " h WHERE h.person_id = $1), \
             page AS (SELECT assigned_at, task_id FROM ((SELECT DISTINCT a.assigned_at, a.task_id FROM task_assignments a \
               WHERE a.released_at IS NULL AND a.person_id = $1",
            $own,
            " ORDER BY a.assigned_at, a.task_id LIMIT ",
            read!(),
            ") UNION SELECT p.assigned_at, p.task_id FROM held CROSS JOIN LATERAL \
               (SELECT a.assigned_at, a.task_id FROM task_assignments a WHERE a.released_at IS NULL AND a.pool_role_id = held.role_id \
                AND NOT a.barred && ARRAY[$1, coalesce(held.delegator_id, $1)]",
            $pool,
            " ORDER BY a.assigned_at, a.task_id LIMIT ",
            read!(),
            ") p) b ORDER BY assigned_at, task_id LIMIT ",
            read!(),
            ") \
             SELECT t.id AS task_id, g.assigned_at, ARRAY(SELECT DISTINCT o.display_name FROM task_assignments a JOIN people o ON \
               o.id = a.original_id WHERE a.task_id = t.id AND a.person_id = $1 AND a.released_at IS NULL AND a.original_id <> $1 \
               ORDER BY 1) AS standing_in_for, (SELECT r.name FROM task_assignments a JOIN roles r ON r.id = a.pool_role_id \
               WHERE a.task_id = t.id AND a.released_at IS NULL AND a.pool_role_id IS NOT NULL LIMIT 1) AS pool, \
             t.kind, t.title, t.policy_name, s.display_name AS subject, ro.name AS role, q.display_name AS requester, t.position, \
             jsonb_array_length(t.steps)::smallint AS steps, (t.steps -> (t.position - 1) ->> 'allow_delegation')::boolean AS allows_delegation, \
             (t.steps -> (t.position - 1) ->> 'reason_to_approve')::boolean AS reason_to_approve, \
             (t.steps -> (t.position - 1) ->> 'reason_to_deny')::boolean AS reason_to_deny \
             FROM page g JOIN tasks t ON t.id = g.task_id JOIN people s ON s.id = t.subject_id LEFT JOIN people q ON q.id = t.requester_id \
             LEFT JOIN roles ro ON ro.id = t.role_id ORDER BY g.assigned_at, g.task_id"
        )
    };
}

macro_rules! filters {
    ($delegated:literal) => {
        concat!(
            " AND ($3::text IS NULL OR EXISTS (SELECT FROM tasks k WHERE k.id = a.task_id AND k.kind = $3)) \
             AND ($4::boolean IS NULL OR $4 = (",
            $delegated,
            ")) AND ($5::timestamptz IS NULL OR (a.assigned_at, a.task_id) > ($5, $6))"
        )
    };
}

/// The first page of everything, which is what is nearly always asked for. Without the filters the planner keeps one
/// plan for all; with them it makes a new one each time, which takes longer than the reading.
const ALL: &str = inbox!(own: "", pool: "");

const FILTERED: &str = inbox!(
    own: filters!("a.original_id <> $1"),
    pool: filters!("held.delegator_id IS NOT NULL")
);

/// A person's open tasks, oldest first: [`READ`] of them at most.
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &mut Connection,
    person: PersonId,
    filter: &Filter,
    now: DateTime<Utc>,
) -> Result<Vec<InboxRow>> {
    let is_filtered = filter.kind.is_some() || filter.delegated.is_some() || filter.after.is_some();
    let query = statement(if is_filtered { FILTERED } else { ALL })
        .bind::<BigInt, _>(person.0)
        .bind::<Timestamptz, _>(now)
        .bind::<Nullable<Text>, _>(filter.kind.clone())
        .bind::<Nullable<Bool>, _>(filter.delegated)
        .bind::<Nullable<Timestamptz>, _>(filter.after.map(|(at, _)| at))
        .bind::<Nullable<Uuid>, _>(filter.after.map(|(_, task)| task.0));
    Ok(query.load(conn).await?)
}
