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
    let id = task_id(&id).ok_or(PageError::NotFound)?;
    let task = context.services.tasks().read(&context.viewer, id).await?;
    Ok(context
        .render
        .titled(&task.title)
        .page(move || view(&context.viewer, task, Returned::default()))
        .await)
}

/// The page with what was typed for an action that is not to be done after all (G6).
pub(super) async fn again(render: &Render, viewer: &Viewer, task: TaskView, returned: Returned) -> Response {
    let viewer = viewer.clone();
    let titled = render.titled(&task.title);
    titled.page(move || view(&viewer, task, returned)).await
}

/// The page with what is wrong about an action, and what was typed for it (G6).
pub(super) async fn failed(
    render: &Render,
    viewer: &Viewer,
    task: TaskView,
    status: StatusCode,
    returned: Returned,
) -> Response {
    let viewer = viewer.clone();
    let titled = render.titled(&task.title);
    titled.failed(status, move || view(&viewer, task, returned)).await
}

fn view(viewer: &Viewer, mut task: TaskView, mut returned: Returned) -> impl IntoView + use<> {
    let zone = viewer.zone();
    let state = state_word(task.state);
    let summary = view! { <ErrorSummary errors=&returned.errors/> }.into_any();
    let covering = covering(&task, zone);
    let comment = task.may_comment.then(|| comment(&task, &mut returned));
    let decision = task.may_decide.then(|| decision(&task, &mut returned));
    let reassignment = task.may_reassign.then(|| reassignment(&mut task, &mut returned));
    let cancellation = task.may_cancel.then(|| cancellation(&task, &mut returned));
    let dialog = (task.may_decide || task.may_cancel).then(|| view! { <QuestionDialog/> });
    let title = std::mem::take(&mut task.title);
    let steps = steps(std::mem::take(&mut task.steps), zone);
    let log = log(std::mem::take(&mut task.log), zone);
    let facts = facts(task, zone);
    view! {
        {summary}
        <PageHeading title>
            <StateBadge state/>
        </PageHeading>
        {facts}
        {covering}
        <div class="side-by-side">
            {decision}
            {reassignment}
        </div>
        <Region id="steps" title="Steps">{steps}</Region>
        <Region id="log" title="Log">
            {comment}
            {log}
        </Region>
        {cancellation}
        {dialog}
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

fn facts(task: TaskView, zone: Zone) -> impl IntoView + use<> {
    let mut facts: Vec<(&'static str, AnyView)> = vec![("Subject", task.subject.into_any())];
    facts.extend(task.role.map(|role| ("Role", role.into_any())));
    facts.extend(task.requester.map(|name| ("Asked by", name.into_any())));
    facts.extend(task.initiator.map(|name| ("Started by", name.into_any())));
    facts.push(("Policy", task.policy.into_any()));
    facts.push(("Since", view! { <Time at=task.created_at zone/> }.into_any()));
    facts.extend(
        task.closed_at
            .map(|at| ("Closed", view! { <Time at zone/> }.into_any())),
    );
    facts.extend(
        task.reason
            .map(|reason| ("Reason", view! { <span class="prose">{reason}</span> }.into_any())),
    );
    view! { <Facts facts/> }
}

fn steps(steps: Vec<StepView>, zone: Zone) -> impl IntoView + use<> {
    let items: Vec<_> = steps.into_iter().map(|step| step_item(step, zone)).collect();
    view! { <ol class="steps">{items}</ol> }
}

fn step_item(step: StepView, zone: Zone) -> impl IntoView + use<> {
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
    let decided = step.decided_by.zip(step.decided_at).map(|(who, at)| {
        view! { <p>{format!("{who}, ")}<Time at zone/></p> }
    });
    view! {
        <li>
            <p class="step-title">{format!("Step {}: {}", step.number, step.approver)}" "<StateBadge state/></p>
            {asked.map(|words| view! { <p>{words}</p> })}
            {decided}
            {step.reason.map(|reason| view! { <p class="prose">{reason}</p> })}
            <p class="hint">{details.join(" · ")}</p>
        </li>
    }
}

fn log(lines: Vec<LogLine>, zone: Zone) -> impl IntoView + use<> {
    let items: Vec<_> = lines
        .into_iter()
        .map(|line| {
            let who = line.who.map(|who| format!("{who}: ")).unwrap_or_default();
            let through = format!(" · step {} · through {}", line.step, line.through);
            view! {
                <li>
                    <p>{who}{line.words}</p>
                    <p class="hint"><Time at=line.at zone/>{through}</p>
                </li>
            }
        })
        .collect();
    view! { <ol class="log">{items}</ol> }
}
