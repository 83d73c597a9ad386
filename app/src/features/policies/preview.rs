//! Who would be asked now: the form for a task to imagine, and what the policy would do with it.

use domain::policy::PolicyKind;
use leptos::prelude::*;
use services::FieldProblem;
use services::policies::PolicyPage;
use services::tasks::{Foreseen, ForeseenStep};

use super::form::PreviewQuery;
use crate::ui::{
    Button, ButtonKind, ButtonRow, Choice, FormErrors, Notice, NoticeKind, PersonPicker, Region, Select,
};

/// The page has another field for a role: this one's id is its own.
const ROLE_ID: &str = "preview-role";

/// What is wrong with the form.
pub(super) fn errors(problems: Vec<FieldProblem>) -> FormErrors {
    let mut errors = FormErrors::new();
    for problem in problems {
        let field = if problem.field == "role" {
            ROLE_ID
        } else {
            problem.field
        };
        errors.add(field, problem.message);
    }
    errors
}

/// The form and its answer. It asks for the page again (GET): nothing is changed, and the answer has an address.
pub(super) fn region(
    policy: &PolicyPage,
    query: PreviewQuery,
    foreseen: Option<Foreseen>,
    errors: &FormErrors,
) -> impl IntoView + use<> {
    let requester = (policy.kind == PolicyKind::Request).then(|| {
        let (value, error) = (query.requester, errors.of("requester"));
        view! { <PersonPicker name="requester" label="Requester" hint="Who asks; empty: the subject." value error/> }.into_any()
    });
    let subject = {
        let (value, error) = (query.subject, errors.of("subject"));
        view! { <PersonPicker name="subject" label="Subject" hint="Whom the task is about." value error/> }
            .into_any()
    };
    let role = {
        let roles = policy.roles.iter();
        let choices: Vec<Choice> = roles
            .map(|role| Choice::new(role.code.clone(), role.name.clone()))
            .collect();
        let (selected, error) = (query.role, errors.of(ROLE_ID));
        view! { <Select name="role" id=ROLE_ID label="For the role" prompt="Any" choices selected error/> }
            .into_any()
    };
    let answer = foreseen.map(|foreseen| answer(foreseen).into_any());
    let fields = ["requester", "subject", ROLE_ID];
    let is_open = answer.is_some() || fields.iter().any(|field| errors.of(field).is_some());
    view! {
        <Region id="preview" title="Who would be asked now?">
            {answer}
            <details open=is_open>
                <summary>"Try it with a person"</summary>
                <form method="get" class="form" novalidate>
                    {requester}
                    {subject}
                    {role}
                    <ButtonRow>
                        <Button kind=ButtonKind::Secondary name="preview" value="yes">"Show who is asked"</Button>
                    </ButtonRow>
                    <p class="hint">"Nothing is created and nobody is notified."</p>
                </form>
            </details>
        </Region>
    }
}

fn answer(foreseen: Foreseen) -> impl IntoView + use<> {
    let other = foreseen.other_policy.map(|other| {
        view! {
            <Notice kind=NoticeKind::Warning title="Another policy applies to this role.">
                {format!("Its tasks follow {other}; what is below would happen if they followed this one.")}
            </Notice>
        }
    });
    let is_empty = foreseen.steps.is_empty();
    let steps: Vec<_> = foreseen.steps.into_iter().map(step).collect();
    let none = is_empty.then(|| {
        view! { <p>"The task would be refused: this policy has no steps."</p> }
    });
    view! {
        <p class="preview-task">{format!("If {} now:", foreseen.task)}</p>
        {other}
        {none}
        <ol class="steps">{steps}</ol>
    }
}

fn step(step: ForeseenStep) -> impl IntoView + use<> {
    let asked = match (step.asked.is_empty(), step.number) {
        (false, _) => format!("Asks {}", step.asked.join(" or ")),
        (true, 1) => "Nobody may decide it: the task would be refused".to_owned(),
        (true, _) => "Nobody may decide it: the task would be cancelled here".to_owned(),
    };
    let trail: Vec<_> = step
        .trail
        .into_iter()
        .map(|words| view! { <li>{words}</li> })
        .collect();
    let assumption = step.assumption.map(|words| view! { <p class="hint">{words}</p> });
    view! {
        <li>
            <p class="step-title">{format!("Step {}: {}", step.number, step.approver)}</p>
            <p>{asked}</p>
            {assumption}
            <ul class="step-conditions">{trail}</ul>
        </li>
    }
}
