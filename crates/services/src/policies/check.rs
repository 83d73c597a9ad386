//! Judging steps as they are typed: what is there is read once for all of them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use db::Connection;
use domain::ids::PersonId;
use domain::policy::{DraftStep, Known, MAX_STEPS, Problem, Step, StepForm, check_step};

use super::PolicyPage;
use super::draft::form_of;
use crate::{Error, FieldProblem, Result};

/// Steps as they are typed, each with its place in the form, from 1; none: the form is of one step.
pub(super) type TypedSteps<'a> = [(Option<usize>, &'a StepForm)];

/// How many who are unknown are searched for: a few suggestions help, thirty-two would be a search engine.
const SUGGESTIONS: usize = 4;

/// Judges what was typed, and names who could have been meant where somebody is unknown.
pub(super) async fn check_steps(
    conn: &mut Connection,
    policy: &PolicyPage,
    typed: &TypedSteps<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<Step>> {
    let usernames: Vec<&str> = typed.iter().flat_map(|(_, form)| form.usernames()).collect();
    let people = db::policies::page::active_people(conn, &usernames, now).await?;
    let (mut steps, mut wrong) = (Vec::with_capacity(typed.len()), Vec::new());
    for (place, form) in typed {
        match check_step(form, &known(policy, form, &people)) {
            Ok(step) => steps.push(step),
            Err(problems) => wrong.extend(problems.into_iter().map(|problem| (*place, problem))),
        }
    }
    if wrong.is_empty() {
        return Ok(steps);
    }
    Err(Error::Invalid(explained(conn, wrong, now).await?))
}

/// Judges the steps of a policy as they are typed. One that is as it was saved is not judged: whoever it names may have left since.
pub(crate) async fn check_draft(
    conn: &mut Connection,
    policy: &PolicyPage,
    typed: &[DraftStep],
    now: DateTime<Utc>,
) -> Result<Vec<Step>> {
    if typed.len() > MAX_STEPS {
        return Err(Error::Conflict(format!("A policy has {MAX_STEPS} steps at most")));
    }
    let kept: Vec<Option<&Step>> = typed.iter().map(|step| as_it_was(policy, step)).collect();
    let changed: Vec<_> = typed
        .iter()
        .zip(1..)
        .zip(&kept)
        .filter(|(_, kept)| kept.is_none())
        .map(|((step, place), _)| (Some(place), &step.form))
        .collect();
    let mut judged = check_steps(conn, policy, &changed, now).await?.into_iter();
    let steps = kept.into_iter();
    Ok(steps
        .filter_map(|kept| kept.cloned().or_else(|| judged.next()))
        .collect())
}

/// The saved step, if the typed one says the same.
fn as_it_was<'a>(policy: &'a PolicyPage, typed: &DraftStep) -> Option<&'a Step> {
    let saved = policy.steps.iter().find(|saved| Some(saved.id) == typed.id)?;
    let is_same = form_of(policy, &saved.step).settled() == typed.form.settled();
    is_same.then_some(&saved.step)
}

/// What the form's names mean.
fn known(policy: &PolicyPage, form: &StepForm, people: &HashMap<String, PersonId>) -> Known {
    let named = form
        .usernames()
        .filter_map(|typed| Some((typed.to_owned(), *people.get(typed)?)));
    let code = form.approver_role.trim();
    Known {
        people: named.collect(),
        role: policy
            .roles
            .iter()
            .find(|role| role.code == code)
            .map(|role| role.id),
    }
}

async fn explained(
    conn: &mut Connection,
    wrong: Vec<(Option<usize>, Problem)>,
    now: DateTime<Utc>,
) -> Result<Vec<FieldProblem>> {
    let mut told = Vec::with_capacity(wrong.len());
    for (number, (place, problem)) in wrong.into_iter().enumerate() {
        let mut message = problem.message;
        if let Some(typed) = problem.unknown.filter(|_| number < SUGGESTIONS) {
            let near = crate::people::search::find(conn, &typed, now, 4).await?;
            let names: Vec<_> = near
                .iter()
                .map(|hit| format!("{} ({})", hit.username, hit.display_name))
                .collect();
            if !names.is_empty() {
                message.push_str(&format!(". Did you mean {}?", names.join(", ")));
            }
        }
        told.push(FieldProblem::new(problem.field, message).of_step(place));
    }
    Ok(told)
}
