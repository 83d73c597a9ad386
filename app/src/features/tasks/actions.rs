//! POST `/tasks/{id}`, and `/` for one task: approve, deny, reassign, comment, cancel (T13, T14).

use std::num::NonZeroU32;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use domain::ids::TaskId;
use domain::privilege::Privilege::WorkOnTasks;
use domain::task::{Decision, TaskState};
use services::actor::PersonActor;
use services::tasks::{Decided, Filter, PassingOn, Verdict};
use services::{Error, Services, access};

use super::form::{Act, Sent, TaskForm, task_id};
use super::page_detail::{self, Returned};
use super::question;
use crate::context::{Acting, Flash, Viewer};
use crate::error::PageError;
use crate::local_path::LocalPath;
use crate::request_context::RequestContext;
use crate::too_many;
use crate::ui::{FormErrors, person_hit};

/// From the task's page.
pub(super) async fn act_on_task(
    context: RequestContext,
    acting: Acting,
    Path(id): Path<String>,
    Form(form): Form<TaskForm>,
) -> Result<Response, PageError> {
    let id = task_id(&id).ok_or(PageError::NotFound)?;
    match form.sent().ok_or(UNKNOWN)? {
        Sent::Do(what) => {
            let page = LocalPath::parse(&format!("/tasks/{id}")).unwrap_or_else(LocalPath::root);
            act(&context, &acting, (id, what), form, &page).await
        }
        Sent::Ask(what) => question::ask(&context, (id, what), form).await,
        Sent::Keep(what) => {
            let task = context.services.tasks().read(&context.viewer, id).await?;
            let returned = Returned::new(what, form, FormErrors::new());
            Ok(page_detail::again(&context.render, &context.viewer, task, returned).await)
        }
    }
}

/// What no form of Locum sends.
pub(super) const UNKNOWN: PageError = PageError::Rejected(StatusCode::UNPROCESSABLE_ENTITY);

/// Does it and goes on to `next`; or shows the task's page with what is wrong.
pub(super) async fn act(
    context: &RequestContext,
    Acting(actor): &Acting,
    (id, act): (TaskId, Act),
    form: TaskForm,
    next: &LocalPath,
) -> Result<Response, PageError> {
    if act == Act::Comment
        && let Err(too_many) = context
            .services
            .brakes()
            .comment(context.viewer.person, NonZeroU32::MIN)
    {
        let task = context.services.tasks().read(&context.viewer, id).await?;
        let returned = Returned::new(act, form, too_many::errors(&too_many));
        let status = StatusCode::TOO_MANY_REQUESTS;
        let page = page_detail::failed(&context.render, &context.viewer, task, status, returned).await;
        return Ok(too_many::answer(too_many.seconds, page));
    }
    let refused = match carry_out(&context.services, actor, id, act, &form).await {
        Ok(flash) => {
            let flash = what_next(flash, &context.viewer, &context.services, act, next).await;
            return Ok(flash.along_with(next.see_other()));
        }
        Err(refused) => refused,
    };
    let (status, mut errors) = match refused {
        Error::Invalid(problems) => {
            let mut errors = FormErrors::new();
            for problem in problems {
                errors.add(act.id_of(problem.field), problem.message);
            }
            (StatusCode::UNPROCESSABLE_ENTITY, errors)
        }
        Error::Conflict(words) => (StatusCode::CONFLICT, FormErrors::whole(words)),
        Error::Forbidden => (StatusCode::FORBIDDEN, FormErrors::new()),
        other => return Err(other.into()),
    };
    let task = context.services.tasks().read(&context.viewer, id).await?;
    if status == StatusCode::FORBIDDEN {
        errors = FormErrors::whole(match act {
            Act::Reassign if task.may_decide => "This step does not allow reassignment: decide it yourself.",
            _ => "You may not decide this step now: it waits for somebody else.",
        });
    }
    if let (StatusCode::UNPROCESSABLE_ENTITY, Some(ending)) = (status, act.ending()) {
        // The question is asked again, with what was typed (G6).
        let removal = question::removal(&context.viewer, &context.services, &task, ending).await?;
        let question = question::question(&context.render, (&task, ending), &removal, form);
        return Ok(context.render.ask_again(status, question, errors).await);
    }
    let mut returned = Returned::new(act, form, errors);
    if returned.errors.of("to").is_some() {
        // The browser itself offers who may have been meant, also without scripts.
        let near = context
            .services
            .people()
            .search(&context.viewer, &returned.form.to, 4)
            .await?;
        returned.matches = near.into_iter().map(person_hit).collect();
    }
    Ok(page_detail::failed(&context.render, &context.viewer, task, status, returned).await)
}

/// Does it, and says what was done.
async fn carry_out(
    services: &Services,
    actor: &PersonActor,
    id: TaskId,
    act: Act,
    form: &TaskForm,
) -> Result<Flash, Error> {
    match act {
        Act::Decide(decision) => {
            let verdict = Verdict {
                decision,
                reason: &form.reason,
                step: form.step(),
            };
            let decided = services.tasks().decide_step(actor, id, verdict).await?;
            Ok(told(&decided, decision))
        }
        Act::Reassign => {
            let passing = PassingOn {
                to: &form.to,
                reason: &form.reason,
                from: form.from(),
                step: form.step(),
                suggest: true,
            };
            let done = services.tasks().reassign(actor, id, passing).await?;
            let words = format!("“{}” is reassigned to {}.", done.title, done.assignee);
            Ok(Flash::done(words))
        }
        Act::Comment => {
            let title = services.tasks().comment(actor, id, &form.comment).await?;
            Ok(Flash::done(format!("Your comment on “{title}” is in its log.")))
        }
        Act::Cancel => {
            let kind = services.tasks().cancel(actor, id, &form.reason).await?;
            Ok(Flash::ended(format!("The {} is cancelled.", kind.noun())))
        }
    }
}

/// Whoever has decided is offered their next task, and the way back to the list where they are not there. It is done by now: where
/// the list cannot be read, the message goes without the link.
async fn what_next(flash: Flash, viewer: &Viewer, services: &Services, act: Act, next: &LocalPath) -> Flash {
    let root = LocalPath::root();
    let flash = match (act, *next == root) {
        (Act::Decide(_) | Act::Cancel, false) if viewer.may(WorkOnTasks) => {
            flash.then("/", "Back to My tasks")
        }
        _ => flash,
    };
    let (Act::Decide(_), Ok(permitted)) = (act, viewer.require_own::<access::WorkOnTasks>()) else {
        return flash;
    };
    let first = Filter {
        rows: Some(1),
        ..Filter::default()
    };
    let waiting = services.tasks().inbox(&permitted, &first).await;
    match waiting.as_ref().ok().and_then(|inbox| inbox.rows.first()) {
        Some(row) => flash.then(
            format!("/tasks/{}", row.task()),
            format!("Next task: {}", row.title),
        ),
        None => flash,
    }
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
        (Decision::Deny, _) => Flash::ended(format!("“{title}” is denied.")),
    }
}
