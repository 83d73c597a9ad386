//! One step of a policy, by the form of its own: add, edit (T10). A step is named by its id, not by its place: what another tab
//! moved meanwhile is still the same step.

use chrono::{DateTime, Utc};
use db::policies::page::Page;
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::ids::{PersonId, PolicyId, StepId};
use domain::policy::{Approver, MAX_STEPS, StepForm};
use serde_json::Value;

use super::check::check_steps;
use super::{Claimed, facts, open};
use crate::actor::PersonActor;
use crate::audit::Record;
use crate::policies::Policies;
use crate::{Error, Result};

/// A step's form.
#[derive(Debug, Clone, Default)]
pub struct StepInput {
    /// Of which policy version it was opened (G5).
    pub version: i32,
    /// Which step; none: a new one, after the last.
    pub step: Option<StepId>,
    /// As typed.
    pub form: StepForm,
}

impl Policies<'_> {
    /// Saves a step of a policy; returns its place, from 1.
    ///
    /// # Errors
    /// [`Error::Invalid`] by field, [`Error::Stale`] when the policy was changed since the form was opened.
    pub async fn save_step(self, actor: &PersonActor, id: PolicyId, input: &StepInput) -> Result<usize> {
        let now = self.services.now();
        self.services
            .submit(actor, now, async |tx| save(tx, actor, id, input, now).await)
            .await
    }
}

async fn save(
    tx: &mut Transaction,
    actor: &PersonActor,
    id: PolicyId,
    input: &StepInput,
    now: DateTime<Utc>,
) -> Result<usize> {
    let Claimed { policy, actor, .. } = open(tx, actor, id, input.version, now).await?;
    let typed = [(None, &input.form)];
    let step = check_steps(tx, &policy, &typed, now).await?.pop();
    let step = step.ok_or(Error::NotFound)?;
    let (action, place, before, named) = match input.step {
        Some(saved) => {
            let place = position_of(&policy, saved)?;
            db::policies::change::replace_step(tx, saved, &step).await?;
            let named = people_of(&policy, place);
            (
                Action::PolicyStepChanged,
                place,
                step_facts(&policy, place),
                named,
            )
        }
        None => {
            let place = policy.steps.len() + 1;
            if place > MAX_STEPS {
                return Err(Error::Conflict(format!("A policy has {MAX_STEPS} steps at most")));
            }
            db::policies::change::append_step(tx, id, small(place), &step).await?;
            (Action::PolicyStepAdded, place, None, Vec::new())
        }
    };
    let saved = db::policies::page::read(tx, id, now)
        .await?
        .ok_or(Error::NotFound)?;
    Record::new(&actor, now, action, ObjectKind::Policy, id)
        .about(named.into_iter().chain(people_of(&saved, place)))
        .before(before)
        .after(step_facts(&saved, place))
        .write(tx)
        .await?;
    Ok(place)
}

/// The place of a step, from 1.
fn position_of(policy: &Page, step: StepId) -> Result<usize> {
    let index = policy.steps.iter().position(|saved| saved.id == step);
    index.map(|index| index + 1).ok_or(Error::NotFound)
}

fn step_facts(policy: &Page, place: usize) -> Option<Value> {
    let saved = policy.steps.get(place.checked_sub(1)?)?;
    Some(facts::of_step(place, &saved.step, &policy.people, &policy.roles))
}

/// Everybody whom a step names: they decide its tasks.
pub(super) fn people_of(policy: &Page, place: usize) -> Vec<PersonId> {
    let saved = place.checked_sub(1).and_then(|index| policy.steps.get(index));
    let Some(step) = saved.map(|saved| &saved.step) else {
        return Vec::new();
    };
    let named = match &step.approver {
        Approver::People { people } => people.as_slice(),
        Approver::Manager | Approver::Role { .. } | Approver::Subject | Approver::Administrators => &[],
    };
    named.iter().copied().chain(step.fallback).collect()
}

/// A place as the database counts it: a policy has few steps.
pub(super) fn small(place: usize) -> i16 {
    i16::try_from(place).unwrap_or(i16::MAX)
}
