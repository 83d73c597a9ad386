//! Everything that creating a task has to know, in one statement: policy, people, role, and for the people whom the first
//! step names what T5 needs.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Jsonb, Nullable, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use domain::ids::{GrantId, PersonId, PolicyId, RoleId, TaskId};
use domain::policy::{PolicyKind, Step};
use serde::Deserialize;

use crate::delegation_rules::ChainFacts;
use crate::glued::statement;
use crate::json::Json;
use crate::people::{Name, is_text};
use crate::sql::{active, is_administrative, rule_in_force};
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

#[derive(diesel::QueryableByName)]
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
    #[diesel(sql_type = Nullable<BigInt>)]
    grant_id: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    manager_id: Option<i64>,
    #[diesel(sql_type = Nullable<Uuid>)]
    open_id: Option<uuid::Uuid>,
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

macro_rules! somebody {
    ($from:literal) => {
        concat!(
            "(SELECT jsonb_build_object('id', p.id, 'username', p.username, 'display_name', ",
            crate::sql::shown_name!("p"),
            ", 'active', ",
            active!("p", "$5"),
            ", 'left', coalesce(p.active_until <= $5, false)) FROM ",
            $from,
            " p)"
        )
    };
}

// The people are looked up by an array: joined to a set whose size the planner can only guess, it would read all people.
const SQL: &str = concat!(
    "WITH RECURSIVE subject AS MATERIALIZED (SELECT * FROM people WHERE lower(username) = lower($2)), \
     requester AS MATERIALIZED (SELECT * FROM people WHERE lower(username) = lower($3)), \
     role AS MATERIALIZED (SELECT id, code, name, ",
    is_administrative!("roles.id"),
    " AS is_administrative FROM roles WHERE code = $4), \
     typed AS MATERIALIZED (SELECT coalesce((SELECT kind FROM policies WHERE id = $1), $6::text) AS kind), \
     followed AS MATERIALIZED (SELECT coalesce((SELECT rp.policy_id FROM role_policies rp WHERE rp.role_id = (SELECT id FROM role) \
         AND rp.kind = t.kind), CASE WHEN $4::text IS NULL THEN $1::bigint END, \
         CASE WHEN $4::text IS NOT NULL OR $1::bigint IS NULL THEN (SELECT id FROM policies WHERE kind = t.kind AND is_default) END) AS id FROM typed t), \
     first AS MATERIALIZED (SELECT id, approver FROM policy_steps WHERE policy_id = (SELECT id FROM followed) ORDER BY position LIMIT 1), \
     named (id) AS (SELECT CASE f.approver WHEN 'manager' THEN s.manager_id ELSE s.id END FROM first f CROSS JOIN subject s \
         WHERE f.approver IN ('manager', 'subject') \
       UNION ALL SELECT sp.person_id FROM first f JOIN policy_step_people sp ON sp.step_id = f.id WHERE f.approver = 'people'), \
     chain (person_id, depth) AS (SELECT id, 0 FROM named WHERE id IS NOT NULL UNION SELECT r.delegate_id, c.depth + 1 \
       FROM chain c JOIN delegation_rules r ON r.owner_id = c.person_id AND ",
    rule_in_force!("r", "$5"),
    " WHERE c.depth <= 5) \
     SELECT (SELECT jsonb_build_object('id', id, 'kind', kind, 'built_in', built_in) FROM policies WHERE id = $1) AS named, \
     (SELECT jsonb_build_object('id', id, 'kind', kind, 'name', name, 'steps', coalesce((SELECT jsonb_agg(jsonb_build_object( \
         'approver', s.approver, 'people', ARRAY(SELECT sp.person_id FROM policy_step_people sp WHERE sp.step_id = s.id \
           ORDER BY sp.position), 'role', s.approver_role_id, 'allow_delegation', s.allow_delegation, \
         'allow_self_approval', s.allow_self_approval, 'distinct_approvers', s.distinct_approvers, \
         'allow_reassignment', s.allow_reassignment, 'reason_to_approve', s.reason_to_approve, \
         'reason_to_deny', s.reason_to_deny, 'fallback', s.fallback_id) ORDER BY s.position) FROM policy_steps s \
         WHERE s.policy_id = policies.id), '[]')) FROM policies WHERE id = (SELECT id FROM followed)) AS policy, ",
    somebody!("subject"),
    " AS subject, ",
    somebody!("requester"),
    " AS requester, (SELECT to_jsonb(r) FROM role r) AS role, \
     (SELECT g.id FROM grants g WHERE g.person_id = (SELECT id FROM subject) AND g.role_id = (SELECT id FROM role) \
       AND g.revoked_at IS NULL AND g.source IN ('by_hand', 'request') ORDER BY g.source LIMIT 1) AS grant_id, \
     (SELECT manager_id FROM subject) AS manager_id, \
     (SELECT t.id FROM tasks t WHERE t.subject_id = (SELECT id FROM subject) AND t.role_id = (SELECT id FROM role) \
       AND t.kind = (SELECT kind FROM typed) AND t.state = 'open' ORDER BY t.created_at, t.id LIMIT 1) AS open_id, \
     coalesce((SELECT jsonb_agg(jsonb_build_object('id', p.id, 'username', p.username, 'display_name', ",
    crate::sql::shown_name!("p"),
    ", \
         'inactive', NOT ",
    active!("p", "$5"),
    ", 'delegate', r.delegate_id, 'own_copy', coalesce(r.keep_copy AND r.saved_by = r.owner_id, false))) FROM people p \
       LEFT JOIN delegation_rules r ON r.owner_id = p.id AND ",
    rule_in_force!("r", "$5"),
    " WHERE p.id = ANY (ARRAY(SELECT person_id FROM chain))), '[]') AS around"
);

/// Reads what there is of what was named.
///
/// # Errors
/// When the database fails.
pub async fn find(conn: &mut Connection, named: &Named, now: DateTime<Utc>) -> Result<Found> {
    // Nobody is called by what Postgres cannot hold.
    let text = |text: &String| Some(text.clone()).filter(|text| is_text(text));
    let row: Row = statement(SQL)
        .bind::<Nullable<BigInt>, _>(named.policy.map(|policy| policy.0))
        .bind::<Nullable<Text>, _>(text(&named.subject))
        .bind::<Nullable<Text>, _>(named.requester.as_ref().and_then(text))
        .bind::<Nullable<Text>, _>(named.role.as_ref().and_then(text))
        .bind::<Timestamptz, _>(now)
        .bind::<Text, _>(named.kind.code())
        .get_result(conn)
        .await?;
    Ok(Found {
        policy: row.policy.map(|policy| policy.0),
        named: row.named.map(|named| named.0),
        subject: row.subject.map(|subject| subject.0),
        requester: row.requester.map(|requester| requester.0),
        role: row.role.map(|role| role.0),
        grant: row.grant_id.map(GrantId),
        open: row.open_id.map(TaskId),
        around: around(row.manager_id.map(PersonId), row.around.0),
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
