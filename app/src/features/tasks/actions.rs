//! POST `/` and `/tasks/{id}`: approve, deny, cancel.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use domain::ids::TaskId;
use domain::task::{Decision, TaskState};
use services::Error;
use services::tasks::Decided;

use super::form::{Act, TaskForm, task_id};
use super::page_detail;
use crate::context::{Acting, AppState, Flash, Viewer};
use crate::error::PageError;
use crate::local_path::LocalPath;
use crate::render::Render;
use crate::ui::FormErrors;

/// From the list: what was done is said above the list; what is missing is asked for on the task's page.
pub(super) async fn decide_from_list(
    render: Render,
    viewer: Viewer,
    acting: Acting,
    State(state): State<AppState>,
    Form(form): Form<TaskForm>,
) -> Result<Response, PageError> {
    let id = task_id(&form.task).ok_or(PageError::NotFound)?;
    act(&render, &viewer, &acting, &state, id, &form, &LocalPath::root()).await
}

/// From the task's page.
pub(super) async fn act_on_task(
    render: Render,
    viewer: Viewer,
    acting: Acting,
    State(state): State<AppState>,
    Path(id): Path<String>,
    Form(form): Form<TaskForm>,
) -> Result<Response, PageError> {
    let id = task_id(&id).ok_or(PageError::NotFound)?;
    let page = LocalPath::parse(&format!("/tasks/{id}")).unwrap_or_else(LocalPath::root);
    act(&render, &viewer, &acting, &state, id, &form, &page).await
}

async fn act(
    render: &Render,
    viewer: &Viewer,
    Acting(actor): &Acting,
    state: &AppState,
    id: TaskId,
    form: &TaskForm,
    next: &LocalPath,
) -> Result<Response, PageError> {
    let act = form
        .act()
        .ok_or(PageError::Rejected(StatusCode::UNPROCESSABLE_ENTITY))?;
    let outcome = match act {
        Act::Decide(decision) => state
            .services
            .decide(actor, id, decision, &form.reason)
            .await
            .map(|d| told(&d, decision)),
        Act::Cancel => {
            let cancelled = state.services.cancel_task(actor, id, &form.reason).await;
            cancelled.map(|()| Flash::done("The request is cancelled."))
        }
    };
    let (status, errors) = match outcome {
        Ok(flash) => return Ok(flash.along_with(next.see_other())),
        Err(Error::Invalid(problems)) => {
            let mut errors = FormErrors::new();
            for problem in problems {
                // The page has two forms with a reason: each error stands at its own.
                let field = if act == Act::Cancel {
                    "cancel-reason"
                } else {
                    problem.field
                };
                errors.add(field, problem.message);
            }
            (StatusCode::UNPROCESSABLE_ENTITY, errors)
        }
        Err(Error::Conflict(words)) => (StatusCode::CONFLICT, FormErrors::whole(words)),
        Err(Error::Forbidden) => {
            let words = "You may not decide this step now: it waits for somebody else.";
            (StatusCode::FORBIDDEN, FormErrors::whole(words))
        }
        Err(other) => return Err(other.into()),
    };
    let task = state.services.task(viewer, id).await?;
    Ok(page_detail::failed(
        render,
        viewer,
        &task,
        status,
        &form.reason,
        &errors,
    ))
}

fn told(decided: &Decided, decision: Decision) -> Flash {
    let title = &decided.title;
    match (decision, decided.state) {
        (Decision::Approve, TaskState::Approved) => {
            Flash::done(format!("“{title}” is approved and carried out."))
        }
        (Decision::Approve, TaskState::Open) => {
            Flash::done(format!("You approved “{title}”. It goes on to its next step."))
        }
        (Decision::Approve, _) => Flash::warning(format!(
            "You approved “{title}”, but nobody may decide its next step: it is cancelled."
        )),
        (Decision::Deny, _) => Flash::done(format!("“{title}” is denied.")),
    }
}
