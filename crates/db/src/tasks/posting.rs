//! Everything that creating a task has to know, in one statement: policy, people, role, and for the people whom the first
//! step names what T5 needs.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::{Jsonb, Nullable};
use domain::ids::{GrantId, PersonId, PolicyId, RoleId, TaskId};
use domain::policy::{PolicyKind, Step};
use serde::Deserialize;

use crate::delegation_rules::ChainFacts;
use crate::json::Json;
use crate::people::{Name, is_text};
use crate::sql_types::{GrantKey, PersonKey, TaskKey};
use crate::statement::Statement;
use crate::{Connection, Result};

/// What another system named.
#[derive(Debug, Clone)]
pub struct Named {
    /// The policy, if it is named.
    pub policy: Option<PolicyId>,
    /// The type, where no policy says it.
    pub kind: PolicyKind,
    /// Username of whom the task is about.
    pub subject: String,
    /// Username of who asks.
    pub requester: Option<String>,
    /// Code of the role it is about.
    pub role: Option<String>,
}

/// What there is of it.
#[derive(Debug)]
pub struct Found {
    /// The policy that the task follows: that of its role, else the one named, else the type's default (T15).
    pub policy: Option<Policy>,
    /// The policy that was named.
    pub named: Option<NamedPolicy>,
    /// Whom the task is about.
    pub subject: Option<Somebody>,
    /// Who asks.
    pub requester: Option<Somebody>,
    /// What it is about.
    pub role: Option<Role>,
    /// The subject's grant of that role, by hand or by request (T13).
    pub grant: Option<GrantId>,
    /// The oldest open task of the policy's kind about that person and role (T15).
    pub open: Option<TaskId>,
    /// What is known of the people around the first step.
    pub around: Around,
}

/// A policy as it was named.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct NamedPolicy {
    /// Which.
    pub id: PolicyId,
    /// Its type.
    pub kind: PolicyKind,
    /// It comes with the system: tasks follow it through their roles only.
    pub built_in: bool,
}

/// A policy with its steps in order.
#[derive(Debug, Deserialize)]
pub struct Policy {
    /// Which.
    pub id: PolicyId,
    /// Its type.
    pub kind: PolicyKind,
    /// As shown.
    pub name: String,
    /// May be empty while it is being edited.
    pub steps: Vec<Step>,
}

/// A person, as far as a new task has to know.
#[derive(Debug, Deserialize)]
pub struct Somebody {
    /// Who.
    pub id: PersonId,
    /// Signs in with it.
    pub username: String,
    /// As shown.
    pub display_name: String,
    /// Whether they are active.
    pub active: bool,
    /// Whether they have been terminated (T13).
    pub left: bool,
}

/// A role, as far as a new task has to know.
#[derive(Debug, Deserialize)]
pub struct Role {
    /// Which.
    pub id: RoleId,
    /// For ever.
    pub code: String,
    /// As shown.
    pub name: String,
    /// It changes who may do what (R22).
    pub is_administrative: bool,
}

/// What T5 needs of the people whom a step names and of everyone reached from them, read before it is asked for.
#[derive(Debug, Default)]
pub struct Around {
    /// The subject's manager, if any.
    pub manager: Option<PersonId>,
    /// Rules, who is inactive, and who wants a copy.
    pub chain: ChainFacts,
    /// Names of all of them.
    pub names: HashMap<PersonId, Name>,
}

impl Around {
    /// Whether it says of this person all that there is to say.
    pub fn covers(&self, person: PersonId) -> bool {
        self.names.contains_key(&person)
    }
}

#[derive(QueryableByName, Columns)]
struct Row {
    #[diesel(sql_type = Nullable<Jsonb>)]
    policy: Option<Json<Policy>>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    named: Option<Json<NamedPolicy>>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    subject: Option<Json<Somebody>>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    requester: Option<Json<Somebody>>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    role: Option<Json<Role>>,
    #[diesel(sql_type = Nullable<GrantKey>)]
    grant_id: Option<GrantId>,
    #[diesel(sql_type = Nullable<PersonKey>)]
    manager_id: Option<PersonId>,
    #[diesel(sql_type = Nullable<TaskKey>)]
    open_id: Option<TaskId>,
    #[diesel(sql_type = Jsonb)]
    around: Json<Vec<Fact>>,
}

#[derive(Deserialize)]
struct Fact {
    id: PersonId,
    username: String,
    display_name: String,
    inactive: bool,
    delegate: Option<PersonId>,
    own_copy: bool,
}

#[derive(Statement)]
#[statement(file = "tasks/posting.sql", row = Row)]
struct Find<'a> {
    policy: Option<PolicyId>,
    subject: Option<&'a str>,
    requester: Option<&'a str>,
    role: Option<&'a str>,
    now: DateTime<Utc>,
    kind: PolicyKind,
}

/// Reads what there is of what was named.
///
/// # Errors
/// When the database fails.
pub async fn find(conn: &mut Connection, named: &Named, now: DateTime<Utc>) -> Result<Found> {
    // Nobody is called by what Postgres cannot hold.
    let text = |text: &&str| is_text(text);
    let find = Find {
        policy: named.policy,
        subject: Some(named.subject.as_str()).filter(text),
        requester: named.requester.as_deref().filter(text),
        role: named.role.as_deref().filter(text),
        now,
        kind: named.kind,
    };
    let row = find.one_row(conn).await?;
    Ok(Found {
        policy: row.policy.map(|policy| policy.0),
        named: row.named.map(|named| named.0),
        subject: row.subject.map(|subject| subject.0),
        requester: row.requester.map(|requester| requester.0),
        role: row.role.map(|role| role.0),
        grant: row.grant_id,
        open: row.open_id,
        around: around(row.manager_id, row.around.0),
    })
}

fn around(manager: Option<PersonId>, facts: Vec<Fact>) -> Around {
    let mut around = Around {
        manager,
        ..Around::default()
    };
    for fact in facts {
        if let Some(delegate) = fact.delegate {
            around.chain.facts.delegates.insert(fact.id, delegate);
        }
        if fact.inactive {
            around.chain.facts.inactive.insert(fact.id);
        }
        if fact.own_copy {
            around.chain.copies.insert(fact.id);
        }
        let name = Name::new(fact.id, fact.username, fact.display_name);
        around.names.insert(fact.id, name);
    }
    around
}
