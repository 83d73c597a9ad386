//! Everything the task page shows, in one statement: the task, who is and was asked, what was decided, the log,
//! and every name that occurs.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Bool, Jsonb, Nullable, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, PolicyId, RoleId, TaskId};
use domain::policy::{PolicyKind, Step};
use domain::task::{Decision, TaskState};
use serde::Deserialize;

use crate::access::sql::held_while_asked;
use crate::glued::statement;
use crate::json::Json;
use crate::sql::{holdings, rule_in_force};
use crate::{Connection, Result};

#[derive(diesel::QueryableByName)]
struct DetailRow {
    #[diesel(sql_type = Jsonb)]
    detail: Json<Record>,
    #[diesel(sql_type = Bool)]
    in_pool: bool,
    #[diesel(sql_type = Nullable<Text>)]
    in_pool_for: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    role: Option<String>,
}

/// A task as its page shows it.
#[derive(Debug, Clone)]
pub struct Detail {
    /// The task and what belongs to it.
    pub record: Record,
    /// Whether the reader belongs to a pool that is asked now, and is not barred.
    pub in_pool: bool,
    /// Name of whose right it is that makes the reader one of that pool; none: their own (T11).
    pub in_pool_for: Option<String>,
    /// Name of the role it is about.
    pub role: Option<String>,
}

/// The task and what belongs to it, as stored.
#[derive(Debug, Clone, Deserialize)]
pub struct Record {
    /// Its type.
    pub kind: PolicyKind,
    /// As shown.
    pub title: String,
    /// Its policy; a closed task keeps the name only (T10).
    pub policy_id: Option<PolicyId>,
    /// Its policy's name.
    pub policy_name: String,
    /// What it is about.
    pub role_id: Option<RoleId>,
    /// Another system's name for it.
    pub external_ref: Option<String>,
    /// Whom it is about.
    pub subject_id: PersonId,
    /// Who asked.
    pub requester_id: Option<PersonId>,
    /// Who started it.
    pub initiator_id: Option<PersonId>,
    /// Why it was asked.
    pub reason: Option<String>,
    /// The policy's steps as they were.
    pub steps: Vec<Step>,
    /// The step now open, or the last one that was, from 1.
    pub position: i16,
    /// Open, or how it was closed.
    pub state: TaskState,
    /// When it was created.
    #[serde(deserialize_with = "crate::json::instant")]
    pub created_at: DateTime<Utc>,
    /// When it was closed.
    #[serde(deserialize_with = "crate::json::optional_instant")]
    pub closed_at: Option<DateTime<Utc>>,
    /// Rules in force of those through whom the task came to who is asked now.
    #[serde(default)]
    pub rules: Vec<RuleInForce>,
    /// Who is and was asked, oldest first.
    #[serde(default)]
    pub assignments: Vec<Assigned>,
    /// What was decided, by step.
    #[serde(default)]
    pub decisions: Vec<Decided>,
    /// Newest first.
    #[serde(default)]
    pub log: Vec<Logged>,
    /// Everyone who occurs.
    #[serde(default)]
    pub people: Vec<Named>,
    /// Every role that occurs in steps and pools.
    #[serde(default)]
    pub roles: Vec<NamedRole>,
}

/// A delegation rule in force.
#[derive(Debug, Clone, Deserialize)]
pub struct RuleInForce {
    /// Whose.
    pub owner: PersonId,
    /// Who covers.
    pub delegate: PersonId,
    /// The instant it ends; none: when it is removed.
    #[serde(deserialize_with = "crate::json::optional_instant")]
    pub until: Option<DateTime<Utc>>,
}

/// Who is or was asked.
#[derive(Debug, Clone, Deserialize)]
pub struct Assigned {
    /// The step, from 1.
    pub position: i16,
    /// The person, unless it is a pool.
    pub person_id: Option<PersonId>,
    /// The role whose holders are asked.
    pub pool_role_id: Option<RoleId>,
    /// Whom the step named.
    pub original_id: Option<PersonId>,
    /// From the person named to the assignee, both included.
    pub path: Vec<PersonId>,
    /// Pool members who may not decide.
    pub barred: Vec<PersonId>,
    /// When they were no longer asked.
    #[serde(deserialize_with = "crate::json::optional_instant")]
    pub released_at: Option<DateTime<Utc>>,
}

/// What was decided.
#[derive(Debug, Clone, Deserialize)]
pub struct Decided {
    /// The step, from 1.
    pub position: i16,
    /// What was said.
    pub decision: Decision,
    /// By whom.
    pub decided_by: PersonId,
    /// For whom.
    pub decided_for: Vec<PersonId>,
    /// As typed.
    pub reason: Option<String>,
    /// When.
    #[serde(deserialize_with = "crate::json::instant")]
    pub decided_at: DateTime<Utc>,
}

/// An entry of the log.
#[derive(Debug, Clone, Deserialize)]
pub struct Logged {
    /// When.
    #[serde(deserialize_with = "crate::json::instant")]
    pub at: DateTime<Utc>,
    /// The step, from 1.
    pub position: i16,
    /// Who acted.
    pub actor_id: Option<PersonId>,
    /// For whom.
    pub on_behalf_of: Option<PersonId>,
    /// Through what.
    pub through: String,
    /// What happened, with ids.
    pub event: serde_json::Value,
}

/// A person's names.
#[derive(Debug, Clone, Deserialize)]
pub struct Named {
    /// Who.
    pub id: PersonId,
    /// Signs in with it.
    pub username: String,
    /// As shown.
    pub display_name: String,
}

/// A role's name.
#[derive(Debug, Clone, Deserialize)]
pub struct NamedRole {
    /// Which.
    pub id: RoleId,
    /// For ever.
    pub code: String,
    /// As shown.
    pub name: String,
}

// The names are looked up by an array: joined to a set whose size the planner can only guess, it would read all people.
const DETAIL: &str = concat!(
    "WITH t AS MATERIALIZED (SELECT * FROM tasks WHERE id = $1), \
     a AS MATERIALIZED (SELECT * FROM task_assignments WHERE task_id = $1), \
     d AS MATERIALIZED (SELECT * FROM task_decisions WHERE task_id = $1), \
     l AS MATERIALIZED (SELECT * FROM task_log WHERE task_id = $1), \
     involved (id) AS (SELECT unnest(ARRAY[subject_id, requester_id, initiator_id]) FROM t \
       UNION SELECT unnest(ARRAY[person_id, original_id] || path) FROM a \
       UNION SELECT unnest(decided_by || decided_for) FROM d UNION SELECT unnest(ARRAY[actor_id, on_behalf_of] || people) FROM l \
       UNION SELECT x::bigint FROM t, jsonb_path_query(t.steps, '$[*].people[*]') x \
       UNION SELECT x::bigint FROM t, jsonb_path_query(t.steps, '$[*].fallback ? (@ != null)') x), \
     involved_roles (id) AS (SELECT pool_role_id FROM a UNION SELECT role_id FROM t UNION SELECT x::bigint FROM t, jsonb_path_query(t.steps, '$[*].role') x), \
     pool AS MATERIALIZED (SELECT h.delegator_id FROM a JOIN ",
    holdings!("$3"),
    " h ON h.role_id = a.pool_role_id WHERE a.released_at IS NULL AND h.person_id = $2 \
       AND NOT a.barred && ARRAY[$2::bigint, coalesce(h.delegator_id, $2)] ORDER BY h.delegator_id NULLS FIRST LIMIT 1) \
     SELECT to_jsonb(t) || jsonb_build_object( \
       'assignments', coalesce((SELECT jsonb_agg(to_jsonb(a) ORDER BY a.id) FROM a), '[]'), \
       'rules', coalesce((SELECT jsonb_agg(jsonb_build_object('owner', r.owner_id, 'delegate', r.delegate_id, 'until', r.ends_at) ORDER BY r.id) \
          FROM delegation_rules r WHERE r.owner_id = ANY (ARRAY(SELECT unnest(path) FROM a WHERE released_at IS NULL)) AND ",
    rule_in_force!("r", "$3"),
    "), '[]'), \
       'decisions', coalesce((SELECT jsonb_agg(to_jsonb(d) ORDER BY d.position) FROM d), '[]'), \
       'log', coalesce((SELECT jsonb_agg(to_jsonb(l) ORDER BY l.id DESC) FROM l), '[]'), \
       'people', coalesce((SELECT jsonb_agg(jsonb_build_object('id', p.id, 'username', p.username, 'display_name', ",
    crate::sql::shown_name!("p"),
    ")) \
          FROM people p WHERE p.id = ANY (ARRAY(SELECT id FROM involved))), '[]'), \
       'roles', coalesce((SELECT jsonb_agg(jsonb_build_object('id', r.id, 'code', r.code, 'name', r.name)) FROM roles r WHERE r.id = ANY \
          (ARRAY(SELECT id FROM involved_roles))), '[]')) AS detail, \
     EXISTS (SELECT FROM pool) AS in_pool, \
     (SELECT ",
    crate::sql::shown_name!("o"),
    " FROM pool JOIN people o ON o.id = pool.delegator_id) AS in_pool_for, \
     (SELECT name FROM roles WHERE id = t.role_id) AS role FROM t"
);

/// Reads a task with everything its page shows; who may see it is the caller's to decide (T17).
///
/// # Errors
/// When the database fails.
pub async fn read(
    conn: &mut Connection,
    task: TaskId,
    reader: PersonId,
    now: DateTime<Utc>,
) -> Result<Option<Detail>> {
    let rows: Vec<DetailRow> = statement(DETAIL)
        .bind::<Uuid, _>(task.0)
        .bind::<BigInt, _>(reader.0)
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await?;
    let Some(row) = rows.into_iter().next() else {
        return Ok(None);
    };
    Ok(Some(Detail {
        record: row.detail.0,
        in_pool: row.in_pool,
        in_pool_for: row.in_pool_for,
        role: row.role,
    }))
}

#[derive(diesel::QueryableByName)]
struct Held {
    #[diesel(sql_type = Bool)]
    held: bool,
}

/// Whether a person held the role of one of the task's pools while it was asked (T17): whoever holds it later reads nothing of
/// what was asked before. A statement of its own, since hardly any reader of a task's page needs its answer, and its plan costs
/// more than the page's.
///
/// # Errors
/// When the database fails.
pub async fn was_in_pool(
    conn: &mut Connection,
    task: TaskId,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<bool> {
    const SQL: &str = concat!(
        "SELECT EXISTS (SELECT FROM task_assignments a WHERE a.task_id = $1 AND a.pool_role_id IS NOT NULL AND ",
        held_while_asked!("$2", "$3"),
        ") AS held"
    );
    let row: Held = statement(SQL)
        .bind::<Uuid, _>(task.0)
        .bind::<BigInt, _>(person.0)
        .bind::<Timestamptz, _>(now)
        .get_result(conn)
        .await?;
    Ok(row.held)
}
