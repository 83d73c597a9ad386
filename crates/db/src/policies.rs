//! Policies: the one that applies to a role, with its steps (T10). What pages show is in `page`, changes in `change`.
//!
//! Two triggers keep them: `policies_keep_default` refuses to delete the default policy, and `policies_keep_built_in` the built-in ones.

pub mod change;
pub mod page;
pub mod steps;

use db_macros::Statement;
use diesel::dsl::{AsSelect, array, auto_type};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, PolicyId, RoleId, StepId};
use domain::policy::{Approver, PolicyKind, Step};

use crate::functions::coalesce_policy;
use crate::prepared::Prepare;
use crate::schema::{policies, policy_step_people, policy_steps, role_policies};
use crate::sql_types::{IntoBind, PersonKey};
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// A policy with its steps in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Which policy.
    pub id: PolicyId,
    /// Its type.
    pub kind: PolicyKind,
    /// As shown.
    pub name: String,
    /// From the first to the last; may be empty while it is being edited.
    pub steps: Vec<Step>,
}

/// A column that is written as NULL where there is none. By its own name Diesel would take an `Option` for one that is left out.
type OrNull<T> = Option<T>;

/// What a step says, but for its place and its people.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = policy_steps)]
struct StepColumns {
    approver: String,
    approver_role_id: OrNull<RoleId>,
    allow_delegation: bool,
    allow_self_approval: bool,
    distinct_approvers: bool,
    allow_reassignment: bool,
    reason_to_approve: bool,
    reason_to_deny: bool,
    fallback_id: OrNull<PersonId>,
}

impl From<&Step> for StepColumns {
    fn from(step: &Step) -> Self {
        let role = match step.approver {
            Approver::Role { role } => Some(role),
            Approver::Manager | Approver::People { .. } | Approver::Subject | Approver::Administrators => {
                None
            }
        };
        Self {
            approver: step.approver.code().to_owned(),
            approver_role_id: role,
            allow_delegation: step.allow_delegation,
            allow_self_approval: step.allow_self_approval,
            distinct_approvers: step.distinct_approvers,
            allow_reassignment: step.allow_reassignment,
            reason_to_approve: step.reason_to_approve,
            reason_to_deny: step.reason_to_deny,
            fallback_id: step.fallback,
        }
    }
}

impl StepColumns {
    fn step(self, people: Vec<PersonId>) -> Step {
        let approver = match (self.approver.as_str(), self.approver_role_id) {
            ("manager", _) => Approver::Manager,
            ("people", _) => Approver::People { people },
            ("role", Some(role)) => Approver::Role { role },
            ("administrators", _) => Approver::Administrators,
            _ => Approver::Subject,
        };
        Step {
            approver,
            allow_delegation: self.allow_delegation,
            allow_self_approval: self.allow_self_approval,
            distinct_approvers: self.distinct_approvers,
            allow_reassignment: self.allow_reassignment,
            reason_to_approve: self.reason_to_approve,
            reason_to_deny: self.reason_to_deny,
            fallback: self.fallback_id,
        }
    }
}

/// A policy and one of its steps with whom it names, in their order; no step: the policy has none.
type StepRow = (PolicyId, String, Option<StepColumns>, Vec<PersonId>);

/// Whom a step names, in their order.
#[auto_type]
fn named() -> _ {
    policy_step_people::table
        .filter(policy_step_people::step_id.eq(policy_steps::id))
        .order(policy_step_people::position)
        .select(policy_step_people::person_id)
}

/// Policies with their steps in order, as rows of [`StepRow`].
#[auto_type]
fn with_steps() -> _ {
    let step: AsSelect<Option<StepColumns>, Pg> = Option::<StepColumns>::as_select();
    policies::table
        .left_join(policy_steps::table)
        .order(policy_steps::position.nullable())
        .select((
            policies::id,
            policies::name,
            step,
            array::<PersonKey, named>(named()),
        ))
}

fn collect(rows: Vec<StepRow>, kind: PolicyKind) -> Option<Policy> {
    let [(id, name, ..), ..] = rows.as_slice() else {
        return None;
    };
    let (id, name) = (*id, name.clone());
    let steps = rows
        .into_iter()
        .filter_map(|(_, _, step, people)| Some(step?.step(people)));
    Some(Policy {
        id,
        kind,
        name,
        steps: steps.collect(),
    })
}

/// The policy that applies to a role for a type of task: the role's own, else the type's default (T10).
///
/// # Errors
/// When the database fails.
pub async fn for_role(
    conn: &mut Connection,
    role: Option<RoleId>,
    kind: PolicyKind,
) -> Result<Option<Policy>> {
    let own = role_policies::table
        .filter(role_policies::role_id.nullable().eq(role))
        .filter(role_policies::kind.eq(kind.bind()))
        .select(role_policies::policy_id);
    let others = diesel::alias!(policies as others);
    let default = others
        .filter(others.field(policies::kind).eq(kind.bind()))
        .filter(others.field(policies::is_default))
        .select(others.field(policies::id));
    let applies = coalesce_policy(own.single_value(), default.single_value());
    let rows: Vec<StepRow> = with_steps()
        .filter(policies::id.nullable().eq(applies))
        .load(conn)
        .await?;
    Ok(collect(rows, kind))
}

/// The policy by which a second person decides who gets an administrative role (R22 (2)); none: the migrations have not
/// run.
///
/// # Errors
/// When the database fails.
pub async fn built_in(conn: &mut Connection) -> Result<Option<Policy>> {
    let rows: Vec<StepRow> = with_steps().filter(policies::built_in).load(conn).await?;
    Ok(collect(rows, PolicyKind::Request))
}

/// Adds a policy with its steps.
///
/// # Errors
/// `policies_name_key` when the name is taken, or when the database fails.
pub async fn insert(tx: &mut Transaction, kind: PolicyKind, name: &str, steps: &[Step]) -> Result<PolicyId> {
    let policy = diesel::insert_into(policies::table)
        .values((policies::kind.eq(kind.bind()), policies::name.eq(name)))
        .returning(policies::id)
        .get_result(tx)
        .await?;
    for (step, position) in steps.iter().zip(1i16..) {
        insert_step(tx, policy, position, step).await?;
    }
    Ok(policy)
}

async fn insert_step(tx: &mut Transaction, policy: PolicyId, position: i16, step: &Step) -> Result<()> {
    let id = diesel::insert_into(policy_steps::table)
        .values((
            policy_steps::policy_id.eq(policy.bind()),
            policy_steps::position.eq(position),
            StepColumns::from(step),
        ))
        .returning(policy_steps::id)
        .get_result(tx)
        .await?;
    write_step_people(tx, id, step).await
}

#[derive(Statement)]
#[statement(file = "policies/name_people_of_step.sql")]
struct NamePeopleOfStep<'a> {
    step: StepId,
    people: &'a [PersonId],
}

async fn write_step_people(tx: &mut Transaction, step: StepId, says: &Step) -> Result<()> {
    if let Approver::People { people } = &says.approver {
        NamePeopleOfStep { step, people }.run(tx).await?;
    }
    Ok(())
}

/// Names the policy that a role's tasks of its type follow.
///
/// # Errors
/// When the database fails.
pub async fn set_for_role(
    tx: &mut Transaction,
    role: RoleId,
    kind: PolicyKind,
    policy: PolicyId,
) -> Result<()> {
    diesel::insert_into(role_policies::table)
        .values((
            role_policies::role_id.eq(role.bind()),
            role_policies::kind.eq(kind.bind()),
            role_policies::policy_id.eq(policy.bind()),
        ))
        .on_conflict((role_policies::role_id, role_policies::kind))
        .do_update()
        .set(role_policies::policy_id.eq(excluded(role_policies::policy_id)))
        .prepared()
        .execute(tx)
        .await?;
    Ok(())
}
