//! Policies as their pages show them: the list with what each is used by, and one with everything around it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, PolicyId, RoleId, StepId};
use domain::policy::{PolicyKind, Step};
use serde::Deserialize;

use crate::code::Code;
use crate::glued::statement;
use crate::json::Record;
use crate::sql::active;
use crate::{Connection, Result};

/// A line of the list.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Line {
    #[diesel(sql_type = BigInt)]
    id: i64,
    /// Its type.
    #[diesel(sql_type = Text, deserialize_as = Code<PolicyKind>)]
    pub kind: PolicyKind,
    /// As shown.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// It applies to every role that names no other.
    #[diesel(sql_type = Bool)]
    pub is_default: bool,
    /// It comes with the system and cannot be changed.
    #[diesel(sql_type = Bool)]
    pub built_in: bool,
    /// How many steps it has.
    #[diesel(sql_type = BigInt)]
    pub steps: i64,
    /// How many roles name it.
    #[diesel(sql_type = BigInt)]
    pub roles: i64,
    /// How many open tasks follow it, counted up to 100.
    #[diesel(sql_type = BigInt)]
    pub open_tasks: i64,
}

impl Line {
    /// Which policy.
    pub fn id(&self) -> PolicyId {
        PolicyId(self.id)
    }
}

/// Policies by type and name, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Connection, limit: i64) -> Result<Vec<Line>> {
    const SQL: &str = "SELECT p.id, p.kind, p.name, p.is_default, p.built_in, \
        (SELECT count(*) FROM policy_steps s WHERE s.policy_id = p.id) AS steps, \
        (SELECT count(*) FROM role_policies r WHERE r.policy_id = p.id) AS roles, \
        (SELECT count(*) FROM (SELECT FROM tasks t WHERE t.policy_id = p.id AND t.state = 'open' LIMIT 100) o) AS open_tasks \
        FROM policies p ORDER BY p.kind, NOT p.is_default, p.name LIMIT $1";
    Ok(statement(SQL).bind::<BigInt, _>(limit).load(conn).await?)
}

/// A policy with everything its pages show.
#[derive(Debug, Clone, Deserialize)]
pub struct Page {
    /// Which.
    pub id: PolicyId,
    /// Its type.
    pub kind: PolicyKind,
    /// As shown.
    pub name: String,
    /// It applies to every role that names no other.
    pub is_default: bool,
    /// It comes with the system and cannot be changed (R22 (2)).
    pub built_in: bool,
    /// What every form carries (G5).
    pub version: i32,
    /// Name of who changed it last; none: it is as it came.
    pub changed_by: Option<String>,
    /// When.
    #[serde(deserialize_with = "crate::json::optional_instant")]
    pub changed_at: Option<DateTime<Utc>>,
    /// In order.
    pub steps: Vec<SavedStep>,
    /// Everyone a step names.
    pub people: Vec<Named>,
    /// Every role, with the policy of this type that it names.
    pub roles: Vec<RolePolicy>,
    /// How many open tasks follow it, counted up to 100.
    pub open_tasks: i64,
}

/// A step of a saved policy.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SavedStep {
    /// Which, wherever it stands.
    pub id: StepId,
    /// What it asks and allows.
    pub step: Step,
}

/// A person whom a step names.
#[derive(Debug, Clone, Deserialize)]
pub struct Named {
    /// Who.
    pub id: PersonId,
    /// What is posted.
    pub username: String,
    /// As shown.
    pub display_name: String,
    /// Of the work assignment.
    pub department: Option<String>,
    /// Whether they are active at the instant of reading.
    pub active: bool,
}

/// A role, and which policy of a type it names.
#[derive(Debug, Clone, Deserialize)]
pub struct RolePolicy {
    /// Which role.
    pub id: RoleId,
    /// What is posted.
    pub code: String,
    /// As shown.
    pub name: String,
    /// The policy it names; none: the type's default applies.
    pub policy: Option<PolicyId>,
    /// That policy's name.
    pub policy_name: Option<String>,
}

impl Page {
    /// The roles that name this policy.
    pub fn used_by(&self) -> impl Iterator<Item = &RolePolicy> {
        self.roles.iter().filter(|role| role.policy == Some(self.id))
    }

    /// Someone a step names.
    pub fn person(&self, id: PersonId) -> Option<&Named> {
        self.people.iter().find(|person| person.id == id)
    }

    /// The role of that id.
    pub fn role(&self, id: RoleId) -> Option<&RolePolicy> {
        self.roles.iter().find(|role| role.id == id)
    }
}

const PAGE: &str = concat!(
    "SELECT jsonb_build_object('id', p.id, 'kind', p.kind, 'name', p.name, 'is_default', p.is_default, 'built_in', p.built_in, 'version', p.version, \
     'changed_by', ",
    crate::sql::shown_name!("c"),
    ", 'changed_at', p.changed_at, \
     'steps', coalesce((SELECT jsonb_agg(jsonb_build_object('id', s.id, 'step', jsonb_build_object('approver', s.approver, \
        'role', s.approver_role_id, 'people', ARRAY(SELECT sp.person_id FROM policy_step_people sp WHERE sp.step_id = s.id \
        ORDER BY sp.position), 'allow_delegation', s.allow_delegation, 'allow_self_approval', s.allow_self_approval, \
        'distinct_approvers', s.distinct_approvers, 'allow_reassignment', s.allow_reassignment, \
        'reason_to_approve', s.reason_to_approve, 'reason_to_deny', s.reason_to_deny, 'fallback', s.fallback_id)) \
        ORDER BY s.position) FROM policy_steps s WHERE s.policy_id = p.id), '[]'), \
     'people', coalesce((SELECT jsonb_agg(jsonb_build_object('id', n.id, 'username', n.username, 'display_name', \
        ",
    crate::sql::shown_name!("n"),
    ", 'department', n.department, 'active', ",
    active!("n", "$2"),
    ")) FROM people n WHERE n.id = ANY (ARRAY(SELECT sp.person_id FROM policy_steps s JOIN policy_step_people sp \
        ON sp.step_id = s.id WHERE s.policy_id = p.id UNION SELECT s.fallback_id FROM policy_steps s WHERE s.policy_id = p.id))), '[]'), \
     'roles', coalesce((SELECT jsonb_agg(jsonb_build_object('id', r.id, 'code', r.code, 'name', r.name, 'policy', q.id, \
        'policy_name', q.name) ORDER BY r.name, r.id) FROM roles r LEFT JOIN role_policies rp ON rp.role_id = r.id \
        AND rp.kind = p.kind LEFT JOIN policies q ON q.id = rp.policy_id), '[]'), \
     'open_tasks', (SELECT count(*) FROM (SELECT FROM tasks t WHERE t.policy_id = p.id AND t.state = 'open' LIMIT 100) o)) AS record \
     FROM policies p LEFT JOIN people c ON c.id = p.changed_by WHERE p.id = $1"
);

/// A policy with everything its pages show, in one statement.
///
/// # Errors
/// When the database fails.
pub async fn read(conn: &mut Connection, policy: PolicyId, now: DateTime<Utc>) -> Result<Option<Page>> {
    let rows: Vec<Record<Page>> = statement(PAGE)
        .bind::<BigInt, _>(policy.0)
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await?;
    Ok(rows.into_iter().next().map(Record::read))
}

/// Active people by username, as each was typed, in one statement.
///
/// # Errors
/// When the database fails.
pub async fn active_people(
    conn: &mut Connection,
    typed: &[&str],
    now: DateTime<Utc>,
) -> Result<HashMap<String, PersonId>> {
    #[derive(diesel::QueryableByName)]
    struct Found {
        #[diesel(sql_type = Text)]
        typed: String,
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    const SQL: &str = concat!(
        "SELECT t.typed, p.id FROM unnest($1) AS t (typed) JOIN people p ON lower(p.username) = lower(t.typed) WHERE ",
        active!("p", "$2")
    );
    let typed: Vec<String> = typed
        .iter()
        .filter(|text| crate::people::is_text(text))
        .map(|text| (*text).to_owned())
        .collect();
    if typed.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<Found> = statement(SQL)
        .bind::<Array<Text>, _>(typed)
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await?;
    Ok(found
        .into_iter()
        .map(|found| (found.typed, PersonId(found.id)))
        .collect())
}
