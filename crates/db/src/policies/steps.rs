//! Writing the steps of a policy as one set: a statement for each kind of change, however many steps there are.

use diesel::sql_types::{Array, BigInt, Jsonb, SmallInt};
use diesel_async::RunQueryDsl;
use domain::ids::{PolicyId, StepId};
use domain::policy::Step;
use serde::Serialize;

use crate::Result;
use crate::batch::json;
use crate::glued::statement;
use crate::transaction::Transaction;

/// What is different between a policy's steps and those that are to be. A step that is in none of these stays as it is.
#[derive(Debug, Default)]
pub struct StepChanges<'a> {
    /// Steps that go.
    pub removed: Vec<StepId>,
    /// Steps that stand elsewhere, with their new places.
    pub placed: Vec<(StepId, i16)>,
    /// Steps that say something else, with their places.
    pub changed: Vec<(StepId, i16, &'a Step)>,
    /// New steps, with their places.
    pub added: Vec<(i16, &'a Step)>,
}

/// A step as the statements read it: the fields of a step are those that its JSON has.
#[derive(Serialize)]
struct Row<'a> {
    id: Option<StepId>,
    position: i16,
    #[serde(flatten)]
    step: &'a Step,
}

const REMOVE: &str = "DELETE FROM policy_steps WHERE policy_id = $1 AND id = ANY ($2)";

const PLACE: &str = "UPDATE policy_steps s SET position = n.position FROM unnest($2, $3) AS n (id, position) \
    WHERE s.policy_id = $1 AND s.id = n.id";

const CHANGE: &str = "UPDATE policy_steps s SET approver = n.approver, approver_role_id = n.role, \
    allow_delegation = n.allow_delegation, allow_self_approval = n.allow_self_approval, \
    distinct_approvers = n.distinct_approvers, allow_reassignment = n.allow_reassignment, \
    reason_to_approve = n.reason_to_approve, reason_to_deny = n.reason_to_deny, fallback_id = n.fallback \
    FROM jsonb_to_recordset($2) AS n (id bigint, approver text, role bigint, allow_delegation boolean, \
    allow_self_approval boolean, distinct_approvers boolean, allow_reassignment boolean, reason_to_approve boolean, \
    reason_to_deny boolean, fallback bigint) WHERE s.policy_id = $1 AND s.id = n.id";

const ADD: &str = "INSERT INTO policy_steps (policy_id, position, approver, approver_role_id, allow_delegation, \
    allow_self_approval, distinct_approvers, allow_reassignment, reason_to_approve, reason_to_deny, fallback_id) \
    SELECT $1, n.position, n.approver, n.role, n.allow_delegation, n.allow_self_approval, n.distinct_approvers, \
    n.allow_reassignment, n.reason_to_approve, n.reason_to_deny, n.fallback \
    FROM jsonb_to_recordset($2) AS n (position smallint, approver text, role bigint, allow_delegation boolean, \
    allow_self_approval boolean, distinct_approvers boolean, allow_reassignment boolean, reason_to_approve boolean, \
    reason_to_deny boolean, fallback bigint) ORDER BY n.position";

const FORGET_PEOPLE: &str = "DELETE FROM policy_step_people p USING policy_steps s WHERE s.policy_id = $1 AND s.id = p.step_id \
    AND s.id = ANY ($2)";

/// Places are final by then, and find new steps too.
const NAME_PEOPLE: &str = "INSERT INTO policy_step_people (step_id, position, person_id) \
    SELECT s.id, p.position, p.person::bigint FROM jsonb_to_recordset($2) AS n (position smallint, people jsonb) \
    JOIN policy_steps s ON s.policy_id = $1 AND s.position = n.position \
    CROSS JOIN LATERAL jsonb_array_elements_text(n.people) WITH ORDINALITY AS p (person, position)";

/// Writes what is different, and nothing else.
///
/// # Errors
/// When the database fails.
pub async fn change_steps(tx: &mut Transaction, policy: PolicyId, changes: &StepChanges<'_>) -> Result<()> {
    let ids = |ids: &mut dyn Iterator<Item = StepId>| ids.map(|id| id.0).collect::<Vec<i64>>();
    if !changes.removed.is_empty() {
        statement(REMOVE)
            .bind::<BigInt, _>(policy.0)
            .bind::<Array<BigInt>, _>(ids(&mut changes.removed.iter().copied()))
            .execute(tx)
            .await?;
    }
    if !changes.placed.is_empty() {
        statement(PLACE)
            .bind::<BigInt, _>(policy.0)
            .bind::<Array<BigInt>, _>(ids(&mut changes.placed.iter().map(|(id, _)| *id)))
            .bind::<Array<SmallInt>, _>(changes.placed.iter().map(|(_, to)| *to).collect::<Vec<_>>())
            .execute(tx)
            .await?;
    }
    let changed: Vec<Row<'_>> = changes
        .changed
        .iter()
        .map(|(id, position, step)| row(Some(*id), *position, step))
        .collect();
    let added: Vec<Row<'_>> = changes
        .added
        .iter()
        .map(|(position, step)| row(None, *position, step))
        .collect();
    write(tx, policy, CHANGE, &changed).await?;
    write(tx, policy, ADD, &added).await?;
    if !changed.is_empty() {
        statement(FORGET_PEOPLE)
            .bind::<BigInt, _>(policy.0)
            .bind::<Array<BigInt>, _>(ids(&mut changes.changed.iter().map(|(id, ..)| *id)))
            .execute(tx)
            .await?;
    }
    let all: Vec<Row<'_>> = changed.into_iter().chain(added).collect();
    write(tx, policy, NAME_PEOPLE, &all).await
}

fn row(id: Option<StepId>, position: i16, step: &Step) -> Row<'_> {
    Row { id, position, step }
}

async fn write(tx: &mut Transaction, policy: PolicyId, sql: &'static str, rows: &[Row<'_>]) -> Result<()> {
    if !rows.is_empty() {
        statement(sql)
            .bind::<BigInt, _>(policy.0)
            .bind::<Jsonb, _>(json(rows)?)
            .execute(tx)
            .await?;
    }
    Ok(())
}
