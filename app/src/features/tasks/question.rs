//! What is asked before a task is denied or cancelled (T13).

use axum::http::StatusCode;
use axum::response::Response;
use domain::ids::TaskId;
use domain::policy::PolicyKind;
use domain::task::TaskState;
use services::Services;
use services::tasks::{Removal, RemovalOutcome, StepState, TaskView};

use super::form::{Ending, Origin, TaskForm};
use super::page_detail::{self, Returned};
use super::removal_effects::follows;
use crate::context::Viewer;
use crate::error::PageError;
use crate::render::Render;
use crate::request_context::RequestContext;
use crate::too_many;
use crate::ui::{Effect, FormErrors, Question, Reason};

/// The question about one task; or its page with why there is none.
pub(super) async fn ask(
    context: &RequestContext,
    (id, ending): (TaskId, Ending),
    form: TaskForm,
) -> Result<Response, PageError> {
    let task = context.services.tasks().read(&context.viewer, id).await?;
    let may = match ending {
        Ending::Denial => task.may_decide,
        Ending::Cancellation => task.may_cancel,
    };
    if !may {
        if context.render.wants_data() {
            return Ok(context.render.no_question());
        }
        let words = why_not(&task, ending);
        let status = StatusCode::CONFLICT;
        let returned = Returned::new(ending.act(), form, FormErrors::whole(words));
        return Ok(page_detail::failed(&context.render, &context.viewer, task, status, returned).await);
    }
    if let Err(too_many) = context.services.brakes().question(context.viewer.person) {
        let page = if context.render.wants_data() {
            context.render.no_question()
        } else {
            let returned = Returned::new(ending.act(), form, too_many::errors(&too_many));
            page_detail::failed(
                &context.render,
                &context.viewer,
                task,
                StatusCode::TOO_MANY_REQUESTS,
                returned,
            )
            .await
        };
        return Ok(too_many::answer(too_many.seconds, page));
    }
    let removal = removal(&context.viewer, &context.services, &task, ending).await?;
    let refusal = removal.roles.iter().find_map(|role| removal.refusal(role.pair));
    if let Some(words) = refusal {
        if context.render.wants_data() {
            return Ok(context.render.no_question());
        }
        let returned = Returned::new(ending.act(), form, FormErrors::whole(words.to_owned()));
        return Ok(page_detail::failed(
            &context.render,
            &context.viewer,
            task,
            StatusCode::CONFLICT,
            returned,
        )
        .await);
    }
    let question = question(&context.render, (&task, ending), &removal, form);
    Ok(context.render.ask(question).await)
}

/// Why nothing is asked: somebody was quicker (G5), or it is not the reader's.
fn why_not(task: &TaskView, ending: Ending) -> String {
    let decided = task
        .steps
        .iter()
        .rev()
        .find_map(|step| step.decided_by.as_deref());
    match (task.state, decided) {
        (TaskState::Open, _) => match ending {
            Ending::Cancellation => "You may not cancel this task.".to_owned(),
            Ending::Denial => "You may not decide this step now: it waits for somebody else.".to_owned(),
        },
        (state @ (TaskState::Approved | TaskState::Denied), Some(name)) => {
            format!("“{}” was {} already by {name}", task.title, state.code())
        }
        (state, _) => format!("“{}” was {} already", task.title, state.code()),
    }
}

/// What is asked: with what follows, counted.
pub(super) fn question(
    render: &Render,
    (task, ending): (&TaskView, Ending),
    removal: &Removal,
    form: TaskForm,
) -> Question {
    let path = format!("/tasks/{}", task.id);
    // From the list one comes back to the list.
    let origin = form.origin();
    let (action, back) = match origin {
        Origin::Page => (path.clone(), path),
        Origin::Line => ("/".to_owned(), "/".to_owned()),
        Origin::Ticked => (render.path.to_string(), "/".to_owned()),
    };
    let step = form.step().unwrap_or(task.position);
    let noun = noun(task.kind);
    let (verb, needed) = match ending {
        Ending::Cancellation => ("Cancel", true),
        Ending::Denial => ("Deny", task.reason_to_deny),
    };
    let question = Question {
        title: format!("{verb} “{}”?", task.title),
        lead: Some(lead(task, ending, removal)),
        effects: effects(task, removal),
        warning: Some("This cannot be undone.".to_owned()),
        action: Some(action),
        reason: Some(Reason {
            hint: if needed {
                "Needed. Everyone who sees this task can read it.".to_owned()
            } else {
                "You may leave it empty. Everyone who sees this task can read it.".to_owned()
            },
            value: form.reason,
            error: None,
        }),
        confirm: format!("{verb} {noun}"),
        keep: "Keep it open".to_owned(),
        back,
        keeps_typed: ending == Ending::Denial && origin != Origin::Line,
        ..Question::default()
    };
    // The task that the question is about, whatever the form named.
    let question = match origin {
        Origin::Page => question,
        Origin::Line => question.with("task", task.id.to_string()),
        Origin::Ticked => question
            .with("task", task.id.to_string())
            .with("form", form.form)
            .with("ticked", "true"),
    };
    let action = ending.action().code();
    question.with("step", step.to_string()).with("action", action)
}

/// What such a task is called on a button.
fn noun(kind: PolicyKind) -> &'static str {
    match kind {
        PolicyKind::Request => "request",
        PolicyKind::Review => "review",
        PolicyKind::Revoke => "revocation",
    }
}

/// What a denial takes away; nothing where something else is asked.
pub(super) async fn removal(
    viewer: &Viewer,
    services: &Services,
    task: &TaskView,
    ending: Ending,
) -> Result<Removal, PageError> {
    if ending == Ending::Denial && task.kind == PolicyKind::Review {
        return Ok(services.tasks().denial_removes(viewer, task.id).await?);
    }
    Ok(Removal::default())
}

fn lead(task: &TaskView, ending: Ending, removal: &Removal) -> String {
    let subject = &task.subject;
    let role = task.role.as_deref().unwrap_or("it");
    match (ending, task.kind) {
        (Ending::Denial, PolicyKind::Review) => match removal.roles.first().map(|removed| &removed.outcome) {
            Some(RemovalOutcome::Lost | RemovalOutcome::Refused(_)) | None => {
                format!("{subject} loses {role} at once.")
            }
            Some(RemovalOutcome::Kept(by)) => format!(
                "{subject} keeps {role}: {}. What was granted by hand or by request ends at once.",
                by.in_words()
            ),
            Some(RemovalOutcome::NotGranted) => format!(
                "{role} is granted to {subject} neither by hand nor by request any more: nothing is taken away. The task \
                     closes at once."
            ),
        },
        (Ending::Denial | Ending::Cancellation, PolicyKind::Request) => match &task.role {
            Some(role) => format!("{subject} does not get {role}. The task closes at once."),
            None => "The task closes at once.".to_owned(),
        },
        (Ending::Denial, PolicyKind::Revoke)
        | (Ending::Cancellation, PolicyKind::Revoke | PolicyKind::Review) => {
            format!("{subject} keeps {role}. The task closes at once.")
        }
    }
}

fn effects(task: &TaskView, removal: &Removal) -> Vec<Effect> {
    let waiting = task.steps.iter().filter(|step| step.state == StepState::Waiting);
    let names: Vec<&str> = waiting.map(|step| step.approver.as_str()).collect();
    let count = i64::try_from(names.len()).unwrap_or(i64::MAX);
    let later = Effect::counted(
        count,
        "later step is not asked",
        "later steps are not asked",
        Some(names.join(", ")),
    );
    follows(removal).chain(later).collect()
}
