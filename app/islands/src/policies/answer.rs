//! What a policy would do with an imagined task, as it is shown.

use leptos::prelude::*;

use super::form::{Foresight, ForesightStep};

/// The answer.
pub(super) fn answer(foresight: Foresight) -> AnyView {
    let problems: Vec<_> = foresight
        .problems
        .into_iter()
        .map(|(_, words)| view! { <p class="hint">{words}</p> }.into_any())
        .collect();
    if !problems.is_empty() {
        return problems.into_any();
    }
    let other = foresight.other_policy.map(|other| {
        let words = [" Its tasks follow ", &other, "; what is below would happen if they followed this one."].concat();
        view! {
            <div class="notice notice-amber"><p><strong>"Another policy applies to this role."</strong>{words}</p></div>
        }
        .into_any()
    });
    let is_empty = foresight.steps.is_empty();
    let none =
        is_empty.then(|| view! { <p>"The task would be refused: this policy has no steps."</p> }.into_any());
    let steps: Vec<_> = foresight.steps.into_iter().map(step).collect();
    view! {
        <p class="preview-task">"If "{foresight.task}" now:"</p>
        {other}
        {none}
        <ol class="steps">{steps}</ol>
    }
    .into_any()
}

fn step(step: ForesightStep) -> AnyView {
    let asked = match (step.asked.is_empty(), step.number) {
        (false, _) => ["Asks ", &step.asked.join(" or ")].concat(),
        (true, 1) => "Nobody may decide it: the task would be refused".to_owned(),
        (true, _) => "Nobody may decide it: the task would be cancelled here".to_owned(),
    };
    let trail: Vec<_> = step
        .trail
        .into_iter()
        .map(|words| view! { <li>{words}</li> }.into_any())
        .collect();
    let title = ["Step ", &step.number.to_string(), ": ", &step.approver].concat();
    view! {
        <li>
            <p class="step-title">{title}</p>
            <p>{asked}</p>
            {step.assumption.map(|words| view! { <p class="hint">{words}</p> }.into_any())}
            <ul class="step-conditions">{trail}</ul>
        </li>
    }
    .into_any()
}
