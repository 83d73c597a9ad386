//! `/tasks/{id}`: facts, steps with their state, and the log, for those who may see the task (T17).

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::task::TaskState;
use domain::zone::Zone;
use leptos::prelude::*;
use services::tasks::{LogLine, StepState, StepView, TaskView};

use super::form::task_id;
use crate::context::{AppState, Viewer};
use crate::error::PageError;
use crate::render::Render;
use crate::ui::{
    Button, ButtonKind, ButtonRow, ErrorSummary, Facts, FormErrors, Notice, NoticeKind, PageHeading,
    PostForm, Region, StateBadge, StateWord, Textarea, Time,
};

/// The page.
pub(super) async fn show(
    render: Render,
    viewer: Viewer,
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let id = task_id(&id).ok_or(PageError::NotFound)?;
    let task = state.services.task(&viewer, id).await?;
    let title = task.title.clone();
    Ok(render.page(&title, move || view(&viewer, &task, "", &FormErrors::new())))
}

/// The page with what is wrong about the decision, and the reason as it was typed (G6).
pub(super) fn failed(
    render: &Render,
    viewer: &Viewer,
    task: &TaskView,
    status: StatusCode,
    reason: &str,
    errors: &FormErrors,
) -> Response {
    render.failed(status, &task.title, || view(viewer, task, reason, errors))
}

fn view(viewer: &Viewer, task: &TaskView, reason: &str, errors: &FormErrors) -> impl IntoView + use<> {
    let zone = viewer.zone();
    let state = state_word(task.state);
    let (facts, steps, log) = (facts(task, zone), steps(task, zone), log(&task.log, zone));
    view! {
        <ErrorSummary errors=errors/>
        <PageHeading title=task.title.clone()>
            <StateBadge state/>
        </PageHeading>
        {facts}
        {task.may_decide.then(|| decision(task, reason, errors))}
        <Region id="steps" title="Steps">{steps}</Region>
        <Region id="log" title="Log">{log}</Region>
        {task.may_cancel.then(|| cancellation(task, errors, reason))}
    }
}

fn state_word(state: TaskState) -> StateWord {
    match state {
        TaskState::Open => StateWord::Open,
        TaskState::Approved => StateWord::Approved,
        TaskState::Denied => StateWord::Denied,
        TaskState::Cancelled => StateWord::Cancelled,
    }
}

fn facts(task: &TaskView, zone: Zone) -> impl IntoView + use<> {
    let mut facts: Vec<(&'static str, AnyView)> = vec![("Subject", task.subject.clone().into_any())];
    facts.extend(task.role.clone().map(|role| ("Role", role.into_any())));
    facts.extend(task.requester.clone().map(|name| ("Asked by", name.into_any())));
    facts.push(("Policy", task.policy.clone().into_any()));
    facts.push(("Since", view! { <Time at=task.created_at zone/> }.into_any()));
    facts.extend(
        task.closed_at
            .map(|at| ("Closed", view! { <Time at zone/> }.into_any())),
    );
    facts.extend(
        task.reason
            .clone()
            .map(|reason| ("Reason", view! { <span class="prose">{reason}</span> }.into_any())),
    );
    view! { <Facts facts/> }
}

fn decision(task: &TaskView, reason: &str, errors: &FormErrors) -> impl IntoView + use<> {
    let hint = match (task.reason_to_approve, task.reason_to_deny) {
        (true, true) => "Needed for either decision.",
        (true, false) => "Needed to approve.",
        (false, true) => "Needed to deny.",
        (false, false) => "You may leave it empty.",
    };
    let standing_in = (!task.standing_in_for.is_empty()).then(|| {
        let words = format!("You decide for {}.", task.standing_in_for.join(" and "));
        view! { <Notice kind=NoticeKind::Meaning title="You stand in.">{words}</Notice> }
    });
    let (reason, error) = (reason.to_owned(), errors.of("reason"));
    // The list shows this page too, when a reason is missing: its own path is not the task's then.
    let action = format!("/tasks/{}", task.id);
    view! {
        <Region id="decision" title="Your decision">
            {standing_in}
            <PostForm action>
                <Textarea name="reason" label="Reason" hint value=reason error/>
                <ButtonRow>
                    <Button name="action" value="approve">"Approve"</Button>
                    <Button kind=ButtonKind::Secondary name="action" value="deny">"Deny"</Button>
                </ButtonRow>
            </PostForm>
        </Region>
    }
}

fn steps(task: &TaskView, zone: Zone) -> impl IntoView + use<> {
    let items: Vec<_> = task.steps.iter().map(|step| step_item(step, zone)).collect();
    view! { <ol class="steps">{items}</ol> }
}

fn step_item(step: &StepView, zone: Zone) -> impl IntoView + use<> {
    let state = match step.state {
        StepState::Waiting => StateWord::Waiting,
        StepState::Open => StateWord::Open,
        StepState::Approved => StateWord::Approved,
        StepState::Denied => StateWord::Denied,
        StepState::Skipped => StateWord::Cancelled,
    };
    let delegation = match step.step.allow_delegation {
        true => "Delegation enabled",
        false => "Delegation disabled",
    };
    let mut details = vec![delegation];
    if step.step.distinct_approvers {
        details.push("somebody who has not decided before");
    }
    let asked = (!step.asked.is_empty()).then(|| format!("Waits for {}", step.asked.join(" or ")));
    let decided = step.decided_by.clone().zip(step.decided_at).map(|(who, at)| {
        view! { <p>{format!("{who}, ")}<Time at zone/></p> }
    });
    view! {
        <li>
            <p class="step-title">{format!("Step {}: {}", step.number, step.approver)}" "<StateBadge state/></p>
            {asked.map(|words| view! { <p>{words}</p> })}
            {decided}
            {step.reason.clone().map(|reason| view! { <p class="prose">{reason}</p> })}
            <p class="hint">{details.join(" · ")}</p>
        </li>
    }
}

fn log(lines: &[LogLine], zone: Zone) -> impl IntoView + use<> {
    let items: Vec<_> = lines
        .iter()
        .map(|line| {
            let who = line.who.clone().map(|who| format!("{who}: ")).unwrap_or_default();
            let through = format!(" · step {} · through {}", line.step, line.through);
            view! {
                <li>
                    <p>{who}{line.words.clone()}</p>
                    <p class="hint"><Time at=line.at zone/>{through}</p>
                </li>
            }
        })
        .collect();
    view! { <ol class="log">{items}</ol> }
}

fn cancellation(task: &TaskView, errors: &FormErrors, reason: &str) -> impl IntoView + use<> {
    let error = errors.of("cancel-reason");
    let typed = error.as_ref().map(|_| reason.to_owned()).unwrap_or_default();
    let is_open = error.is_some();
    let action = format!("/tasks/{}", task.id);
    view! {
        <details class="region" open=is_open>
            <summary>"Cancel this request"</summary>
            <PostForm action>
                <Textarea name="reason" id="cancel-reason" label="Reason for cancelling" value=typed error/>
                <ButtonRow>
                    <Button kind=ButtonKind::Danger name="action" value="cancel">"Cancel request"</Button>
                </ButtonRow>
            </PostForm>
        </details>
    }
}
