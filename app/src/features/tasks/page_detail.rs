//! `/tasks/{id}`: facts, steps with their state, and the log, for those who may see the task (T17).

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use domain::task::TaskState;
use domain::zone::Zone;
use leptos::prelude::*;
use services::tasks::{LogLine, StepState, StepView, TaskView};

pub(super) use super::act_forms::Returned;
use super::act_forms::{cancellation, comment, decision, reassignment};
use super::covering::covering;
use super::form::task_id;
use crate::context::Viewer;
use crate::error::PageError;
use crate::render::Render;
use crate::request_context::RequestContext;
use crate::ui::{ErrorSummary, Facts, PageHeading, QuestionDialog, Region, StateBadge, StateWord, Time};

/// The page.
pub(super) async fn show(context: RequestContext, Path(id): Path<String>) -> Result<Response, PageError> {
    let RequestContext {
        render,
        viewer,
        state,
    } = &context;
    let id = task_id(&id).ok_or(PageError::NotFound)?;
    let task = state.services.task(viewer, id).await?;
    let title = task.title.clone();
    Ok(render.page(&title, move || view(viewer, &task, &Returned::default())))
}

/// The page with what was typed for an action that is not to be done after all (G6).
pub(super) fn again(render: &Render, viewer: &Viewer, task: &TaskView, returned: Returned) -> Response {
    render.page(&task.title, || view(viewer, task, &returned))
}

/// The page with what is wrong about an action, and what was typed for it (G6).
pub(super) fn failed(
    render: &Render,
    viewer: &Viewer,
    task: &TaskView,
    status: StatusCode,
    returned: Returned,
) -> Response {
    render.failed(status, &task.title, || view(viewer, task, &returned))
}

fn view(viewer: &Viewer, task: &TaskView, returned: &Returned) -> impl IntoView + use<> {
    let zone = viewer.zone();
    let state = state_word(task.state);
    let comment = task.may_comment.then(|| comment(task, returned));
    let (facts, steps, log) = (facts(task, zone), steps(task, zone), log(&task.log, zone));
    view! {
        <ErrorSummary errors=&returned.errors/>
        <PageHeading title=task.title.clone()>
            <StateBadge state/>
        </PageHeading>
        {facts}
        {covering(task, zone)}
        <div class="side-by-side">
            {task.may_decide.then(|| decision(task, returned))}
            {task.may_reassign.then(|| reassignment(task, returned))}
        </div>
        <Region id="steps" title="Steps">{steps}</Region>
        <Region id="log" title="Log">
            {comment}
            {log}
        </Region>
        {task.may_cancel.then(|| cancellation(task, returned))}
        {(task.may_decide || task.may_cancel).then(|| view! { <QuestionDialog/> })}
    }
}

/// A task's state as pages show it.
pub(crate) fn state_word(state: TaskState) -> StateWord {
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
    facts.extend(task.initiator.clone().map(|name| ("Started by", name.into_any())));
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
    let delegation = if step.step.allow_delegation {
        "Delegation enabled"
    } else {
        "Delegation disabled"
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
