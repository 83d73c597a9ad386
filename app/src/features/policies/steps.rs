//! The steps of a policy that nobody changes, in words; those of the others are drawn by their editor.

use domain::ids::PersonId;
use domain::policy::Step;
use leptos::prelude::*;
use services::policies::{Named, PolicyPage, SavedStep};

use crate::ui::{StateBadge, StateWord};

/// The list, in order.
pub(super) fn list(policy: &PolicyPage) -> impl IntoView + use<> {
    let items: Vec<_> = policy
        .steps
        .iter()
        .zip(1..)
        .map(|(saved, place)| item(policy, saved, place))
        .collect();
    view! { <ol class="steps policy-steps">{items}</ol> }
}

/// Someone's name, and that they are no longer active, if so.
fn name(policy: &PolicyPage, id: PersonId) -> String {
    policy
        .person(id)
        .map_or_else(|| "Somebody".to_owned(), person_in_words)
}

/// The same of a person who was read.
pub(super) fn person_in_words(person: &Named) -> String {
    if person.active {
        person.display_name.clone()
    } else {
        format!("{} (inactive)", person.display_name)
    }
}

/// Whom a step asks.
pub(super) fn approver_in_words(policy: &PolicyPage, step: &Step) -> String {
    let role = |id| policy.role(id).map(|role| role.name.clone()).unwrap_or_default();
    step.approver.in_words(|id| name(policy, id), role)
}

fn item(policy: &PolicyPage, saved: &SavedStep, place: usize) -> impl IntoView + use<> {
    let step = &saved.step;
    let approver = approver_in_words(policy, step);
    let conditions: Vec<_> = step
        .conditions(|id| name(policy, id))
        .into_iter()
        .map(|words| view! { <li>{words}</li> })
        .collect();
    let title_id = format!("step-{place}");
    let delegation = if step.allow_delegation {
        StateWord::DelegationEnabled
    } else {
        StateWord::DelegationDisabled
    };
    view! {
        <li>
            <p class="step-title" id=title_id>{format!("Step {place}: {approver}")}</p>
            <p><StateBadge state=delegation/></p>
            <ul class="step-conditions">{conditions}</ul>
        </li>
    }
}
