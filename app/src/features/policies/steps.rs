//! The steps of a policy as its page lists them: each in words, with what can be done to it.

use domain::ids::PersonId;
use domain::policy::Step;
use leptos::prelude::*;
use services::policies::{PolicyPage, SavedStep};

use super::form::{Action, Ask, step_path};
use crate::ui::{Button, ButtonKind, PostForm, QuestionButton, StateBadge, StateWord};

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
    match policy.person(id) {
        Some(person) if person.active => person.display_name.clone(),
        Some(person) => format!("{} (inactive)", person.display_name),
        None => "Somebody".to_owned(),
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
    let actions = (!policy.built_in).then(|| actions(policy, saved, place, &title_id));
    view! {
        <li>
            <p class="step-title" id=title_id>{format!("Step {place}: {approver}")}</p>
            <p><StateBadge state=delegation/></p>
            <ul class="step-conditions">{conditions}</ul>
            {actions}
        </li>
    }
}

fn actions(policy: &PolicyPage, saved: &SavedStep, place: usize, title_id: &str) -> impl IntoView + use<> {
    let up = (place > 1).then(|| move_button(policy, saved, "Move up", place - 1, title_id));
    let down =
        (place < policy.steps.len()).then(|| move_button(policy, saved, "Move down", place + 1, title_id));
    let (step, version) = (saved.id.to_string(), policy.version.to_string());
    let described_by = title_id.to_owned();
    view! {
        <div class="button-row">
            <a class="button button-secondary" href=step_path(policy.id, place)>
                <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" focusable="false">
                    <path d="M1.5 10.5l.6-2.6L8.4 1.6l2 2-6.3 6.3z" fill="none" stroke="currentColor" stroke-width="1.2"
                        stroke-linejoin="round"/>
                </svg>
                {format!("Edit step {place}")}
            </a>
            {up}
            {down}
            <PostForm version inline=true>
                <input type="hidden" name="step" value=step/>
                <QuestionButton ask=Ask::RemoveStep.code() described_by>{format!("Remove step {place}")}</QuestionButton>
            </PostForm>
        </div>
    }
}

/// The place it leads to is in the form, so that a second click does not move it twice.
fn move_button(
    policy: &PolicyPage,
    saved: &SavedStep,
    words: &'static str,
    to: usize,
    title_id: &str,
) -> impl IntoView + use<> {
    let (step, version, described_by) = (
        saved.id.to_string(),
        policy.version.to_string(),
        title_id.to_owned(),
    );
    view! {
        <PostForm version inline=true>
            <input type="hidden" name="step" value=step/>
            <input type="hidden" name="to" value=to.to_string()/>
            <Button kind=ButtonKind::Secondary name="action" value=Action::MoveStep.code() described_by>{words}</Button>
        </PostForm>
    }
}
