//! What the audit log keeps of a step: with usernames and role codes, which mean something without the database's ids.

use db::policies::page::{Named, RolePolicy};
use domain::ids::{PersonId, RoleId};
use domain::policy::{Approver, Step, changes, moved};
use serde_json::{Value, json};

use super::PolicyPage;
use super::draft::{Codes, draft_of};

/// What one save changed.
pub(super) struct Change {
    /// The name and the steps concerned, as they were.
    pub(super) before: Value,
    /// The same as they are, and what is different, step by step.
    pub(super) after: Value,
    /// The places of the steps concerned, from 1, as they were.
    pub(super) places_before: Vec<usize>,
    /// The same as they are.
    pub(super) places_after: Vec<usize>,
}

/// What is different between a policy as it was and as it is: a step that was only pushed aside by another is not.
pub(super) fn of_change(before: &PolicyPage, after: &PolicyPage) -> Change {
    let (old, new) = (draft_of(before), draft_of(after));
    let moved = moved(&old, &new);
    let step_at = |policy: &PolicyPage, place: usize| {
        let saved = policy.steps.get(place.checked_sub(1)?)?;
        Some(saved.step.clone())
    };
    let is_kept = |was: usize, is: usize| step_at(before, was) == step_at(after, is);
    let places_before: Vec<usize> = (1..=before.steps.len())
        .zip(&old.steps)
        .filter(|(was, step)| {
            let is = new.place_of(step.id);
            moved.contains(was) || !is.is_some_and(|is| is_kept(*was, is))
        })
        .map(|(was, _)| was)
        .collect();
    let places_after: Vec<usize> = (1..=after.steps.len())
        .zip(&new.steps)
        .filter(|(_, step)| match old.place_of(step.id) {
            Some(was) => places_before.contains(&was),
            None => true,
        })
        .map(|(is, _)| is)
        .collect();
    let mut facts = [of_places(before, &places_before), of_places(after, &places_after)];
    if before.name != after.name {
        let names = [&before.name, &after.name];
        for (facts, name) in facts.iter_mut().zip(names) {
            facts.insert("name".to_owned(), json!(name));
        }
    }
    let [old_facts, mut new_facts] = facts;
    new_facts.insert("changes".to_owned(), json!(changes(&old, &new, &Codes)));
    Change {
        before: old_facts.into(),
        after: new_facts.into(),
        places_before,
        places_after,
    }
}

fn of_places(policy: &PolicyPage, places: &[usize]) -> serde_json::Map<String, Value> {
    let of_place = |place: &usize| {
        let saved = policy.steps.get(place.checked_sub(1)?)?;
        Some(of_step(*place, &saved.step, &policy.people, &policy.roles))
    };
    let steps: Vec<Value> = places.iter().filter_map(of_place).collect();
    let mut facts = serde_json::Map::new();
    if !steps.is_empty() {
        facts.insert("steps".to_owned(), steps.into());
    }
    facts
}

/// A step as facts.
pub(super) fn of_step(position: usize, step: &Step, people: &[Named], roles: &[RolePolicy]) -> Value {
    let username = |id: PersonId| {
        let person = people.iter().find(|person| person.id == id);
        person.map_or_else(|| id.to_string(), |person| person.username.clone())
    };
    let code = |id: RoleId| {
        let role = roles.iter().find(|role| role.id == id);
        role.map_or_else(|| id.to_string(), |role| role.code.clone())
    };
    let mut facts = json!({
        "step": position, "approver": step.approver.code(), "allow_delegation": step.allow_delegation,
        "allow_self_approval": step.allow_self_approval, "distinct_approvers": step.distinct_approvers,
        "allow_reassignment": step.allow_reassignment, "reason_to_approve": step.reason_to_approve,
        "reason_to_deny": step.reason_to_deny, "fallback": step.fallback.map(username),
    });
    if let Some(facts) = facts.as_object_mut() {
        match &step.approver {
            Approver::People { people } => {
                let usernames: Vec<String> = people.iter().map(|id| username(*id)).collect();
                facts.insert("approvers".to_owned(), json!(usernames));
            }
            Approver::Role { role } => {
                facts.insert("approver_role".to_owned(), json!(code(*role)));
            }
            Approver::Manager | Approver::Subject | Approver::Administrators => {}
        }
    }
    facts
}
