//! Policies: the one that applies to a role, with its steps (T10). What pages show is in `page`, changes in `change`.

pub mod change;
pub mod page;
pub mod steps;

use diesel::sql_types::{Array, BigInt, Bool, Nullable, SmallInt, Text};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, PolicyId, RoleId, StepId};
use domain::policy::{Approver, PolicyKind, Step};

use crate::glued::{Statement, statement};
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

#[derive(diesel::QueryableByName)]
struct StepRow {
    #[diesel(sql_type = BigInt)]
    policy_id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<SmallInt>)]
    position: Option<i16>,
    #[diesel(sql_type = Nullable<Text>)]
    approver: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    approver_role_id: Option<i64>,
    #[diesel(sql_type = Array<BigInt>)]
    people: Vec<i64>,
    #[diesel(sql_type = Nullable<Bool>)]
    allow_delegation: Option<bool>,
    #[diesel(sql_type = Nullable<Bool>)]
    allow_self_approval: Option<bool>,
    #[diesel(sql_type = Nullable<Bool>)]
    distinct_approvers: Option<bool>,
    #[diesel(sql_type = Nullable<Bool>)]
    allow_reassignment: Option<bool>,
    #[diesel(sql_type = Nullable<Bool>)]
    reason_to_approve: Option<bool>,
    #[diesel(sql_type = Nullable<Bool>)]
    reason_to_deny: Option<bool>,
    #[diesel(sql_type = Nullable<BigInt>)]
    fallback_id: Option<i64>,
}

impl StepRow {
    fn step(&self) -> Option<Step> {
        self.position?;
        let people = self.people.iter().copied().map(PersonId).collect();
        let approver = match (self.approver.as_deref()?, self.approver_role_id) {
            ("manager", _) => Approver::Manager,
            ("people", _) => Approver::People { people },
            ("role", Some(role)) => Approver::Role { role: RoleId(role) },
            ("administrators", _) => Approver::Administrators,
            _ => Approver::Subject,
        };
        Some(Step {
            approver,
            allow_delegation: self.allow_delegation?,
            allow_self_approval: self.allow_self_approval?,
            distinct_approvers: self.distinct_approvers?,
            allow_reassignment: self.allow_reassignment?,
            reason_to_approve: self.reason_to_approve?,
            reason_to_deny: self.reason_to_deny?,
            fallback: self.fallback_id.map(PersonId),
        })
    }
}

macro_rules! select_steps {
    ($which:literal) => {
        concat!(
            "SELECT p.id AS policy_id, p.name, s.position, s.approver, s.approver_role_id, ARRAY(SELECT person_id FROM \
             policy_step_people sp WHERE sp.step_id = s.id ORDER BY sp.position) AS people, s.allow_delegation, \
             s.allow_self_approval, s.distinct_approvers, s.allow_reassignment, s.reason_to_approve, s.reason_to_deny, \
             s.fallback_id FROM policies p LEFT JOIN policy_steps s ON s.policy_id = p.id WHERE p.id = ",
            $which,
            " ORDER BY s.position"
        )
    };
}

fn collect(rows: &[StepRow], kind: PolicyKind) -> Option<Policy> {
    let first = rows.first()?;
    let steps = rows.iter().filter_map(StepRow::step).collect();
    Some(Policy {
        id: PolicyId(first.policy_id),
        kind,
        name: first.name.clone(),
        steps,
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
    const SQL: &str = select_steps!(
        "(SELECT coalesce((SELECT policy_id FROM role_policies WHERE role_id = $1 AND kind = $2), \
         (SELECT id FROM policies WHERE kind = $2 AND is_default)))"
    );
    let rows: Vec<StepRow> = statement(SQL)
        .bind::<Nullable<BigInt>, _>(role.map(|role| role.0))
        .bind::<Text, _>(kind.code())
        .load(conn)
        .await?;
    Ok(collect(&rows, kind))
}

/// The policy by which a second person decides who gets an administrative role (R22 (2)); none: the migrations have not
/// run.
///
/// # Errors
/// When the database fails.
pub async fn built_in(conn: &mut Connection) -> Result<Option<Policy>> {
    const SQL: &str = select_steps!("(SELECT id FROM policies WHERE built_in)");
    let rows: Vec<StepRow> = statement(SQL).load(conn).await?;
    Ok(collect(&rows, PolicyKind::Request))
}

#[derive(diesel::QueryableByName)]
struct NewId {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Adds a policy with its steps.
///
/// # Errors
/// `policies_name_key` when the name is taken, or when the database fails.
pub async fn insert(tx: &mut Transaction, kind: PolicyKind, name: &str, steps: &[Step]) -> Result<PolicyId> {
    let policy: NewId = statement("INSERT INTO policies (kind, name) VALUES ($1, $2) RETURNING id")
        .bind::<Text, _>(kind.code())
        .bind::<Text, _>(name.to_owned())
        .get_result(tx)
        .await?;
    for (step, position) in steps.iter().zip(1i16..) {
        insert_step(tx, PolicyId(policy.id), position, step).await?;
    }
    Ok(PolicyId(policy.id))
}

impl Statement {
    /// Gives the next nine parameters: what a step says, but for its people.
    fn step(self, step: &Step) -> Self {
        let role = match step.approver {
            Approver::Role { role } => Some(role.0),
            Approver::Manager | Approver::People { .. } | Approver::Subject | Approver::Administrators => {
                None
            }
        };
        self.bind::<Text, _>(step.approver.code())
            .bind::<Nullable<BigInt>, _>(role)
            .bind::<Bool, _>(step.allow_delegation)
            .bind::<Bool, _>(step.allow_self_approval)
            .bind::<Bool, _>(step.distinct_approvers)
            .bind::<Bool, _>(step.allow_reassignment)
            .bind::<Bool, _>(step.reason_to_approve)
            .bind::<Bool, _>(step.reason_to_deny)
            .bind::<Nullable<BigInt>, _>(step.fallback.map(|person| person.0))
    }
}

async fn insert_step(tx: &mut Transaction, policy: PolicyId, position: i16, step: &Step) -> Result<()> {
    const STEP: &str = "INSERT INTO policy_steps (policy_id, position, approver, approver_role_id, allow_delegation, \
        allow_self_approval, distinct_approvers, allow_reassignment, reason_to_approve, reason_to_deny, fallback_id) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id";
    let row: NewId = statement(STEP)
        .bind::<BigInt, _>(policy.0)
        .bind::<SmallInt, _>(position)
        .step(step)
        .get_result(tx)
        .await?;
    write_step_people(tx, StepId(row.id), step).await
}

async fn write_step_people(tx: &mut Transaction, id: StepId, step: &Step) -> Result<()> {
    const SQL: &str = "INSERT INTO policy_step_people (step_id, position, person_id) \
        SELECT $1, ordinality, person FROM unnest($2) WITH ORDINALITY AS named (person, ordinality)";
    let Approver::People { people } = &step.approver else {
        return Ok(());
    };
    statement(SQL)
        .bind::<BigInt, _>(id.0)
        .bind::<Array<BigInt>, _>(people.iter().map(|person| person.0).collect::<Vec<_>>())
        .execute(tx)
        .await?;
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
    const SQL: &str = "INSERT INTO role_policies (role_id, kind, policy_id) VALUES ($1, $2, $3) \
        ON CONFLICT (role_id, kind) DO UPDATE SET policy_id = excluded.policy_id";
    statement(SQL)
        .bind::<BigInt, _>(role.0)
        .bind::<Text, _>(kind.code())
        .bind::<BigInt, _>(policy.0)
        .execute(tx)
        .await?;
    Ok(())
}
