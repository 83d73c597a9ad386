//! Policies as their pages show them: the list with what each is used by, and one with everything around it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Text};
use domain::ids::{PersonId, PolicyId, RoleId, StepId};
use domain::policy::{PolicyKind, Step};
use serde::Deserialize;

use crate::json::Record;
use crate::sql_types::{PersonKey, PolicyKey, PolicyKindCode};
use crate::statement::Statement;
use crate::{Connection, Result};

/// A line of the list.
#[derive(Debug, Clone, QueryableByName, Columns)]
pub struct Line {
    #[diesel(sql_type = PolicyKey)]
    id: PolicyId,
    /// Its type.
    #[diesel(sql_type = PolicyKindCode)]
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
        self.id
    }
}

#[derive(Statement)]
#[statement(file = "policies/list.sql", row = Line)]
struct List {
    limit: i64,
}

/// Policies by type and name, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Connection, limit: i64) -> Result<Vec<Line>> {
    List { limit }.rows(conn).await
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

#[derive(Statement)]
#[statement(file = "policies/page.sql", row = Record<Page>)]
struct ReadPage {
    policy: PolicyId,
    now: DateTime<Utc>,
}

/// A policy with everything its pages show, in one statement.
///
/// # Errors
/// When the database fails.
pub async fn read(conn: &mut Connection, policy: PolicyId, now: DateTime<Utc>) -> Result<Option<Page>> {
    let found = ReadPage { policy, now }.optional_row(conn).await?;
    Ok(found.map(Record::read))
}

#[derive(QueryableByName, Columns)]
struct Found {
    #[diesel(sql_type = Text)]
    typed: String,
    #[diesel(sql_type = PersonKey)]
    id: PersonId,
}

#[derive(Statement)]
#[statement(file = "policies/active_people.sql", row = Found)]
struct ActivePeople<'a> {
    typed: Vec<&'a str>,
    now: DateTime<Utc>,
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
    let typed: Vec<&str> = typed
        .iter()
        .copied()
        .filter(|text| crate::people::is_text(text))
        .collect();
    if typed.is_empty() {
        return Ok(HashMap::new());
    }
    let found = ActivePeople { typed, now }.rows(conn).await?;
    Ok(found.into_iter().map(|found| (found.typed, found.id)).collect())
}
