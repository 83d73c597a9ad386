//! A person's open tasks, oldest first: those assigned to them and those of the pools they belong to (T11).

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Nullable, SmallInt, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RoleId, TaskId};
use domain::policy::PolicyKind;

use crate::glued::statement;
use crate::sql::{active, holdings};
use crate::{Connection, Result};

/// What to look for; everything empty means everything.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of one type.
    pub kind: Option<PolicyKind>,
    /// Only those that came to the person by a delegation rule (true), or did not (false).
    pub delegated: Option<bool>,
    /// Whom they are about: a username, or a part of a name, folded.
    pub subject: Option<String>,
    /// What they are about: a part of a role's name or code, folded.
    pub role: Option<String>,
    /// A part of the policy's name, in any case.
    pub policy: Option<String>,
    /// Whom the person stands in for: a username, or a part of a name, folded (T16).
    pub standing_in_for: Option<String>,
    /// Waiting since this instant or longer.
    pub until: Option<DateTime<Utc>>,
    /// Tasks after this one: the next page.
    pub after: Option<(DateTime<Utc>, TaskId)>,
    /// Lines a page has, where not [`PAGE`].
    pub rows: Option<usize>,
    /// These alone.
    pub only: Option<Vec<TaskId>>,
}

impl Filter {
    /// Lines that are read: one more than a page has, to know whether there are others.
    fn read(&self) -> usize {
        self.rows.map_or(READ, |rows| rows.saturating_add(1))
    }

    fn is_plain(&self) -> bool {
        let texts = [&self.subject, &self.role, &self.policy, &self.standing_in_for];
        texts.iter().all(|text| text.is_none())
            && self.kind.is_none()
            && self.delegated.is_none()
            && self.until.is_none()
            && self.after.is_none()
            && self.rows.is_none()
            && self.only.is_none()
    }
}

/// A line of the list.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct InboxRow {
    #[diesel(sql_type = Uuid)]
    task_id: uuid::Uuid,
    /// Since when the person is asked.
    #[diesel(sql_type = Timestamptz)]
    pub assigned_at: DateTime<Utc>,
    /// Whom the step named, where the person stands in for them; in a pool, whose role they have as a proxy, if it is not
    /// their own too (T11).
    #[diesel(sql_type = Array<Text>)]
    pub standing_in_for: Vec<String>,
    /// Name of the role whose pool is asked, where it is one.
    #[diesel(sql_type = Nullable<Text>)]
    pub pool: Option<String>,
    /// Its type.
    #[diesel(sql_type = Text, deserialize_as = crate::code::Code<PolicyKind>)]
    pub kind: PolicyKind,
    /// As shown.
    #[diesel(sql_type = Text)]
    pub title: String,
    /// Its policy's name.
    #[diesel(sql_type = Text)]
    pub policy_name: String,
    /// Name of whom it is about.
    #[diesel(sql_type = Text)]
    pub subject: String,
    #[diesel(sql_type = BigInt)]
    subject_id: i64,
    /// Name of what it is about.
    #[diesel(sql_type = Nullable<Text>)]
    pub role: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    role_id: Option<i64>,
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

    /// Whom it is about, and the role that it is about.
    pub fn about(&self) -> (PersonId, Option<RoleId>) {
        (PersonId(self.subject_id), self.role_id.map(RoleId))
    }
}

macro_rules! read {
    () => {
        26
    };
}

/// Lines read at once: a page of 25, and one more to know whether there are others. The number stands in the SQL, for
/// the planner to reckon with.
const READ: usize = read!();

/// Lines a page has, unless another number is asked for.
pub const PAGE: usize = READ - 1;

// Each half walks its index in order and stops at the page's end; the rest is looked up for the page only. Pools are
// asked role by role: joined at once, the planner would read the open tasks of every pool there is.
macro_rules! inbox {
    (own: $own:expr, pool: $pool:expr, read: $read:expr) => {
        concat!(
            "WITH held AS MATERIALIZED (SELECT DISTINCT h.role_id, h.delegator_id FROM ",
            holdings!("$2"),
            " h WHERE h.person_id = $1), \
             page AS (SELECT assigned_at, task_id FROM ((SELECT DISTINCT a.assigned_at, a.task_id FROM task_assignments a \
               WHERE a.released_at IS NULL AND a.person_id = $1",
            $own,
            " ORDER BY a.assigned_at, a.task_id LIMIT ",
            $read,
            ") UNION SELECT p.assigned_at, p.task_id FROM held CROSS JOIN LATERAL \
               (SELECT a.assigned_at, a.task_id FROM task_assignments a WHERE a.released_at IS NULL AND a.pool_role_id = held.role_id \
                AND NOT a.barred && ARRAY[$1, coalesce(held.delegator_id, $1)]",
            $pool,
            " ORDER BY a.assigned_at, a.task_id LIMIT ",
            $read,
            ") p) b ORDER BY assigned_at, task_id LIMIT ",
            $read,
            ") \
             SELECT t.id AS task_id, g.assigned_at, CASE WHEN EXISTS (SELECT FROM task_assignments a WHERE a.task_id = t.id \
               AND a.person_id = $1 AND a.released_at IS NULL) THEN ARRAY(SELECT DISTINCT ", crate::sql::shown_name!("o"), " FROM task_assignments a \
               JOIN people o ON o.id = a.original_id WHERE a.task_id = t.id AND a.person_id = $1 AND a.released_at IS NULL \
               AND a.original_id <> $1 ORDER BY 1) ELSE ARRAY(SELECT ", crate::sql::shown_name!("o"), " FROM (SELECT h.delegator_id FROM held h \
               JOIN task_assignments a ON a.task_id = t.id AND a.released_at IS NULL AND a.pool_role_id = h.role_id \
               AND NOT a.barred && ARRAY[$1, coalesce(h.delegator_id, $1)] ORDER BY h.delegator_id NULLS FIRST LIMIT 1) f \
               JOIN people o ON o.id = f.delegator_id) END AS standing_in_for, (SELECT r.name FROM task_assignments a JOIN roles r ON r.id = a.pool_role_id \
               WHERE a.task_id = t.id AND a.released_at IS NULL AND a.pool_role_id IS NOT NULL LIMIT 1) AS pool, \
             t.kind, t.title, t.policy_name, ", crate::sql::shown_name!("s"), " AS subject, t.subject_id, ro.name AS role, t.role_id, ", crate::sql::shown_name!("q"), " AS requester, t.position, \
             jsonb_array_length(t.steps)::smallint AS steps, (t.steps -> (t.position - 1) ->> 'allow_delegation')::boolean AS allows_delegation, \
             (t.steps -> (t.position - 1) ->> 'reason_to_approve')::boolean AS reason_to_approve, \
             (t.steps -> (t.position - 1) ->> 'reason_to_deny')::boolean AS reason_to_deny \
             FROM page g JOIN tasks t ON t.id = g.task_id JOIN people s ON s.id = t.subject_id LEFT JOIN people q ON q.id = t.requester_id \
             LEFT JOIN roles ro ON ro.id = t.role_id ORDER BY g.assigned_at, g.task_id"
        )
    };
}

// The username of somebody active means that person alone; anything else is a part of a name or username. Whoever is not
// active has no username here: whether there is one is told to nobody by what a filter finds (S). A text without letters matches nobody's name in
// particular, which is to say everybody's.
macro_rules! is_person {
    ($who:expr, $text:literal) => {
        concat!(
            "EXISTS (SELECT FROM people w WHERE w.id = ",
            $who,
            " AND CASE WHEN EXISTS (SELECT FROM people u WHERE lower(u.username) = ",
            $text,
            " AND ",
            active!("u", "$2"),
            ") THEN lower(w.username) = ",
            $text,
            " ELSE strpos(w.search_text, ",
            $text,
            ") > 0 END)"
        )
    };
}

macro_rules! filters {
    (delegated: $delegated:literal, original: $original:literal) => {
        concat!(
            " AND ($4::boolean IS NULL OR $4 = (",
            $delegated,
            ")) AND ($5::timestamptz IS NULL OR (a.assigned_at, a.task_id) > ($5, $6)) \
             AND ($7::timestamptz IS NULL OR a.assigned_at <= $7) AND ($13::uuid[] IS NULL OR a.task_id = ANY ($13)) AND ($11::text IS NULL OR ",
            is_person!($original, "$11"),
            ") AND (coalesce($3::text, $8, $9, $10) IS NULL OR EXISTS (SELECT FROM tasks k WHERE k.id = a.task_id \
               AND ($3::text IS NULL OR k.kind = $3) AND ($10::text IS NULL OR strpos(lower(k.policy_name), $10) > 0) \
               AND ($8::text IS NULL OR ",
            is_person!("k.subject_id", "$8"),
            ") AND ($9::text IS NULL OR EXISTS (SELECT FROM roles n WHERE n.id = k.role_id \
               AND (n.code = $9 OR strpos(lower(n.name), $9) > 0)))))"
        )
    };
}

/// The first page of everything, which is what is nearly always asked for. Without the filters the planner keeps one
/// plan for all; with them it makes a new one each time, which takes longer than the reading.
const ALL: &str = inbox!(own: "", pool: "", read: read!());

const FILTERED: &str = inbox!(
    own: filters!(delegated: "a.original_id <> $1", original: "nullif(a.original_id, $1)"),
    pool: filters!(delegated: "held.delegator_id IS NOT NULL", original: "held.delegator_id"),
    read: "$12"
);

/// A page of a person's open tasks, oldest first, and whether there are more.
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &mut Connection,
    person: PersonId,
    filter: &Filter,
    now: DateTime<Utc>,
) -> Result<(Vec<InboxRow>, bool)> {
    let read = filter.read();
    let text = |text: &Option<String>| text.clone().filter(|text| crate::people::is_text(text));
    let ids = |only: &Vec<TaskId>| only.iter().map(|task| task.0).collect::<Vec<_>>();
    let only = filter.only.as_ref().map(ids);
    let query = statement(if filter.is_plain() { ALL } else { FILTERED })
        .bind::<BigInt, _>(person.0)
        .bind::<Timestamptz, _>(now)
        .bind::<Nullable<Text>, _>(filter.kind.map(PolicyKind::code))
        .bind::<Nullable<Bool>, _>(filter.delegated)
        .bind::<Nullable<Timestamptz>, _>(filter.after.map(|(at, _)| at))
        .bind::<Nullable<Uuid>, _>(filter.after.map(|(_, task)| task.0))
        .bind::<Nullable<Timestamptz>, _>(filter.until)
        .bind::<Nullable<Text>, _>(text(&filter.subject))
        .bind::<Nullable<Text>, _>(text(&filter.role))
        .bind::<Nullable<Text>, _>(text(&filter.policy))
        .bind::<Nullable<Text>, _>(text(&filter.standing_in_for))
        .bind::<BigInt, _>(i64::try_from(read).unwrap_or(i64::MAX))
        .bind::<Nullable<Array<Uuid>>, _>(only);
    let mut rows: Vec<InboxRow> = query.load(conn).await?;
    let more = rows.len() >= read;
    rows.truncate(read.saturating_sub(1));
    Ok((rows, more))
}
