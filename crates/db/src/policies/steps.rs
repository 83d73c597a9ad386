//! Writing the steps of a policy as one set: a statement for each kind of change, however many steps there are.

use db_macros::Statement;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::ids::{PolicyId, StepId};
use domain::policy::Step;
use serde::Serialize;

use crate::Result;
use crate::batch::json;
use crate::schema::{policy_step_people, policy_steps};
use crate::sql_types::IntoBind;
use crate::statement::Statement;
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

#[derive(Statement)]
#[statement(file = "policies/place_steps.sql")]
struct PlaceSteps {
    policy: PolicyId,
    steps: Vec<StepId>,
    positions: Vec<i16>,
}

#[derive(Statement)]
#[statement(file = "policies/change_steps.sql")]
struct ChangeSteps {
    policy: PolicyId,
    rows: serde_json::Value,
}

#[derive(Statement)]
#[statement(file = "policies/add_steps.sql")]
struct AddSteps {
    policy: PolicyId,
    rows: serde_json::Value,
}

#[derive(Statement)]
#[statement(file = "policies/name_people.sql")]
struct NamePeople {
    policy: PolicyId,
    rows: serde_json::Value,
}

/// Writes what is different, and nothing else.
///
/// # Errors
/// When the database fails.
pub async fn change_steps(tx: &mut Transaction, policy: PolicyId, changes: &StepChanges<'_>) -> Result<()> {
    let steps_of_policy = policy_steps::table.filter(policy_steps::policy_id.eq(policy.bind()));
    if !changes.removed.is_empty() {
        let removed = changes.removed.iter().map(|step| step.bind());
        diesel::delete(steps_of_policy.filter(policy_steps::id.eq_any(removed)))
            .execute(tx)
            .await?;
    }
    if !changes.placed.is_empty() {
        let (steps, positions) = changes.placed.iter().copied().unzip();
        PlaceSteps {
            policy,
            steps,
            positions,
        }
        .run(tx)
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
    if !changed.is_empty() {
        let rows = json(&changed)?;
        ChangeSteps { policy, rows }.run(tx).await?;
    }
    if !added.is_empty() {
        let rows = json(&added)?;
        AddSteps { policy, rows }.run(tx).await?;
    }
    if !changed.is_empty() {
        let changed = changes.changed.iter().map(|(step, ..)| step.bind());
        let changed = steps_of_policy.filter(policy_steps::id.eq_any(changed));
        let named = policy_step_people::step_id.eq_any(changed.select(policy_steps::id));
        diesel::delete(policy_step_people::table.filter(named))
            .execute(tx)
            .await?;
    }
    let all: Vec<Row<'_>> = changed.into_iter().chain(added).collect();
    if !all.is_empty() {
        // Places are final by now, and find new steps too.
        let rows = json(&all)?;
        NamePeople { policy, rows }.run(tx).await?;
    }
    Ok(())
}

fn row(id: Option<StepId>, position: i16, step: &Step) -> Row<'_> {
    Row { id, position, step }
}
