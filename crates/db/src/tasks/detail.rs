//! Everything the task page shows, in one statement: the task, who is and was asked, what was decided, the log,
//! and every name that occurs.

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::{Bool, Jsonb, Nullable, Text};
use domain::ids::{PersonId, PolicyId, RoleId, TaskId};
use domain::policy::{PolicyKind, Step};
use domain::task::{Decision, TaskState};
use serde::Deserialize;

use crate::json::Json;
use crate::statement::Statement;
use crate::{Connection, Result};

#[derive(QueryableByName, Columns)]
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

#[derive(Statement)]
#[statement(file = "tasks/detail.sql", row = DetailRow)]
struct ReadDetail {
    task: TaskId,
    reader: PersonId,
    now: DateTime<Utc>,
}

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
    let row = ReadDetail { task, reader, now }.optional_row(conn).await?;
    Ok(row.map(|row| Detail {
        record: row.detail.0,
        in_pool: row.in_pool,
        in_pool_for: row.in_pool_for,
        role: row.role,
    }))
}

#[derive(QueryableByName, Columns)]
struct Held {
    #[diesel(sql_type = Bool)]
    held: bool,
}

#[derive(Statement)]
#[statement(file = "tasks/was_in_pool.sql", row = Held)]
struct WasInPool {
    task: TaskId,
    person: PersonId,
    now: DateTime<Utc>,
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
    Ok(WasInPool { task, person, now }.one_row(conn).await?.held)
}
