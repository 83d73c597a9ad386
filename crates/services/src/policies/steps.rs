//! The steps of a policy: add, edit, move, remove (T10). A step is named by its id, not by its place: what another tab
//! moved meanwhile is still the same step.

use chrono::{DateTime, Utc};
use db::Connection;
use db::policies::page::Page;
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::ids::{PersonId, PolicyId, StepId};
use domain::policy::{Approver, Known, MAX_STEPS, Step, StepForm, check_step};
use serde_json::{Value, json};

use super::{Claimed, facts, open};
use crate::actor::PersonActor;
use crate::audit::Record;
use crate::{Error, FieldProblem, Result, Services};

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

impl Services {
    /// Saves a step of a policy; returns its place, from 1.
    ///
    /// # Errors
    /// [`Error::Invalid`] by field, [`Error::Stale`] when the policy was changed since the form was opened.
    pub async fn save_policy_step(
        &self,
        actor: &PersonActor,
        id: PolicyId,
        input: &StepInput,
    ) -> Result<usize> {
        let now = self.now();
        self.submit(actor, now, async |tx| save(tx, actor, id, input, now).await)
            .await
    }

    /// Moves a step to a place, from 1.
    ///
    /// # Errors
    /// [`Error::Stale`] when the policy was changed since the page was opened.
    pub async fn move_policy_step(
        &self,
        actor: &PersonActor,
        id: PolicyId,
        version: i32,
        step: StepId,
        to: usize,
    ) -> Result<()> {
        let now = self.now();
        self.submit(actor, now, async |tx| {
            move_step(tx, actor, id, version, step, to, now).await
        })
        .await
    }

    /// Removes a step.
    ///
    /// # Errors
    /// [`Error::Stale`] when the policy was changed since the page was opened.
    pub async fn remove_policy_step(
        &self,
        actor: &PersonActor,
        id: PolicyId,
        version: i32,
        step: StepId,
    ) -> Result<()> {
        let now = self.now();
        self.submit(actor, now, async |tx| {
            remove(tx, actor, id, version, step, now).await
        })
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
    let step = check(tx, &input.form, now).await?;
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

/// Judges what was typed, and names who could have been meant where somebody is unknown.
async fn check(conn: &mut Connection, form: &StepForm, now: DateTime<Utc>) -> Result<Step> {
    let usernames: Vec<&str> = form.usernames().collect();
    let role = match form.approver.as_str() {
        "role" => db::roles::by_code(conn, form.approver_role.trim()).await?,
        _ => None,
    };
    let known = Known {
        people: db::policies::page::active_people(conn, &usernames, now).await?,
        role: role.map(|role| role.id()),
    };
    let problems = match check_step(form, &known) {
        Ok(step) => return Ok(step),
        Err(problems) => problems,
    };
    let mut told = Vec::with_capacity(problems.len());
    for (number, problem) in problems.into_iter().enumerate() {
        let mut message = problem.message;
        // A few suggestions help; thirty-two would be a search engine.
        if let Some(typed) = problem.unknown.filter(|_| number < 4) {
            let near = crate::people::search::find(conn, &typed, now, 4).await?;
            let names: Vec<_> = near
                .iter()
                .map(|hit| format!("{} ({})", hit.username, hit.display_name))
                .collect();
            if !names.is_empty() {
                message.push_str(&format!(". Did you mean {}?", names.join(", ")));
            }
        }
        told.push(FieldProblem::new(problem.field, message));
    }
    Err(Error::Invalid(told))
}

async fn move_step(
    tx: &mut Transaction,
    actor: &PersonActor,
    id: PolicyId,
    version: i32,
    step: StepId,
    to: usize,
    now: DateTime<Utc>,
) -> Result<()> {
    let Claimed { policy, actor, .. } = open(tx, actor, id, version, now).await?;
    let from = position_of(&policy, step)?;
    if to == 0 || to > policy.steps.len() {
        return Err(Error::NotFound);
    }
    if from == to {
        return Ok(());
    }
    db::policies::change::move_step(tx, id, small(from), small(to)).await?;
    Record::new(&actor, now, Action::PolicyStepMoved, ObjectKind::Policy, id)
        .before(Some(json!({ "step": from })))
        .after(Some(json!({ "step": to })))
        .write(tx)
        .await
}

async fn remove(
    tx: &mut Transaction,
    actor: &PersonActor,
    id: PolicyId,
    version: i32,
    step: StepId,
    now: DateTime<Utc>,
) -> Result<()> {
    let Claimed { policy, actor, .. } = open(tx, actor, id, version, now).await?;
    let place = position_of(&policy, step)?;
    db::policies::change::remove_step(tx, id, small(place)).await?;
    Record::new(&actor, now, Action::PolicyStepRemoved, ObjectKind::Policy, id)
        .about(people_of(&policy, place))
        .before(step_facts(&policy, place))
        .write(tx)
        .await
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
fn people_of(policy: &Page, place: usize) -> Vec<PersonId> {
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
fn small(place: usize) -> i16 {
    i16::try_from(place).unwrap_or(i16::MAX)
}
