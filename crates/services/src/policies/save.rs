//! One save for a whole policy: its name and all of its steps (T10). What is as it was is neither judged nor written.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use db::policies::steps::{StepChanges, change_steps};
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::ids::{PersonId, PolicyId, StepId};
use domain::policy::{Draft, DraftStep, Step, check_name};

use super::change::taken;
use super::check::check_draft;
use super::draft::draft_of;
use super::steps::{people_of, small};
use super::{Claimed, PolicyPage, facts, open_to_compare, read};
use crate::actor::PersonActor;
use crate::audit::Record;
use crate::policies::Policies;
use crate::{Error, FieldProblem, Result};

/// A policy's form.
#[derive(Debug, Clone, Default)]
pub struct PolicyInput {
    /// Of which policy version it was opened (G5).
    pub version: i32,
    /// As typed.
    pub draft: Draft,
}

impl Policies<'_> {
    /// Saves a policy as it is typed; false: it is as it was, and nothing is written.
    ///
    /// # Errors
    /// [`Error::Invalid`] by step and field, [`Error::Stale`] when the policy was changed since the form was opened,
    /// [`Error::Conflict`] for too many steps, [`Error::NotFound`] for a step that the policy does not have.
    pub async fn save(self, actor: &PersonActor, id: PolicyId, input: &PolicyInput) -> Result<bool> {
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
    input: &PolicyInput,
    now: DateTime<Utc>,
) -> Result<bool> {
    let opened = open_to_compare(tx, actor, id, input.version, now).await?;
    if is_as_it_was(&opened.policy, &input.draft) {
        return Ok(false);
    }
    let Claimed { policy, actor, .. } = opened.claim(tx, actor, now).await?;
    check_ids(&policy, &input.draft)?;
    let (name, steps) = check(tx, &policy, &input.draft, now).await?;
    if name != policy.name {
        db::policies::change::rename(tx, id, &name).await.map_err(taken)?;
    }
    change_steps(tx, id, &differences(&policy, &input.draft, &steps)).await?;
    let saved = read(tx, id, now).await?;
    let change = facts::of_change(&policy, &saved);
    let named = |policy: &PolicyPage, places: &[usize]| -> Vec<PersonId> {
        places
            .iter()
            .flat_map(|place| people_of(policy, *place))
            .collect()
    };
    let mut people = named(&policy, &change.places_before);
    people.extend(named(&saved, &change.places_after));
    Record::new(&actor, now, Action::PolicyChanged, ObjectKind::Policy, id)
        .about(people)
        .before(Some(change.before))
        .after(Some(change.after))
        .write(tx)
        .await?;
    Ok(true)
}

/// Whether the draft changes nothing: then nothing is claimed, and nobody else's form becomes stale by it.
fn is_as_it_was(policy: &PolicyPage, draft: &Draft) -> bool {
    let saved = draft_of(policy);
    let same =
        |(old, new): (&DraftStep, &DraftStep)| old.id == new.id && old.form.settled() == new.form.settled();
    saved.name == draft.name.trim()
        && saved.steps.len() == draft.steps.len()
        && saved.steps.iter().zip(&draft.steps).all(same)
}

/// No page sends a step twice, or another policy's.
fn check_ids(policy: &PolicyPage, draft: &Draft) -> Result<()> {
    let mut seen = HashSet::new();
    let mut ids = draft.steps.iter().filter_map(|step| step.id);
    let is_there = |id: &StepId| policy.steps.iter().any(|saved| saved.id == *id);
    if !ids.all(|id| is_there(&id) && seen.insert(id)) {
        return Err(Error::NotFound);
    }
    Ok(())
}

/// The name and the steps as they are to be.
async fn check(
    tx: &mut Transaction,
    policy: &PolicyPage,
    draft: &Draft,
    now: DateTime<Utc>,
) -> Result<(String, Vec<Step>)> {
    let steps = check_draft(tx, policy, &draft.steps, now).await;
    match (check_name(&draft.name), steps) {
        (Ok(name), Ok(steps)) => Ok((name, steps)),
        (Ok(_), Err(error)) => Err(error),
        (Err(message), Ok(_)) => Err(Error::invalid("name", message)),
        (Err(message), Err(Error::Invalid(mut problems))) => {
            problems.insert(0, FieldProblem::new("name", message));
            Err(Error::Invalid(problems))
        }
        (Err(_), Err(other)) => Err(other),
    }
}

/// What has to be written for the steps to be these.
fn differences<'a>(policy: &PolicyPage, draft: &Draft, steps: &'a [Step]) -> StepChanges<'a> {
    let mut changes = StepChanges {
        removed: policy
            .steps
            .iter()
            .map(|saved| saved.id)
            .filter(|id| draft.place_of(Some(*id)).is_none())
            .collect(),
        ..StepChanges::default()
    };
    for ((typed, step), place) in draft.steps.iter().zip(steps).zip(1_usize..) {
        let Some(id) = typed.id else {
            changes.added.push((small(place), step));
            continue;
        };
        let was = policy
            .steps
            .iter()
            .zip(1_usize..)
            .find(|(saved, _)| saved.id == id);
        if was.is_none_or(|(_, was)| was != place) {
            changes.placed.push((id, small(place)));
        }
        if was.is_none_or(|(saved, _)| saved.step != *step) {
            changes.changed.push((id, small(place), step));
        }
    }
    changes
}
