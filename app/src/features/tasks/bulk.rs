//! POST `/`: one task from its line, or everything that is ticked (T14).

use services::Services;
use std::collections::HashSet;

use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use domain::ids::TaskId;
use domain::operation;
use domain::text::counting::counted;
use services::Error;
use services::operations::{BulkAct, NotStarted};
use services::tasks::Ticked;
use uuid::Uuid;

use super::actions::{self, UNKNOWN};
use super::bulk_view::Outcomes;
use super::form::{Act, Ending, Sent, TaskForm};
use super::list_query::ListQuery;
use super::{bulk_question, page_list, question};
use crate::context::{Acting, Flash};
use crate::error::PageError;
use crate::features::operations::address::address;
use crate::features::operations::words::unknown_in_words;
use crate::local_path::{LocalPath, see_other};
use crate::request_context::RequestContext;
use crate::too_many;
use crate::ui::{FormErrors, person_hit};

/// Of one task, what is missing is asked for on its page; of several, what was refused is said above the list.
pub(super) async fn act_on_list(
    context: RequestContext,
    acting: Acting,
    Query(query): Query<ListQuery>,
    Form(mut form): Form<TaskForm>,
) -> Result<Response, PageError> {
    let sent = form.sent().ok_or(UNKNOWN)?;
    let (tasks, unreadable) = form.ticked();
    let only = match form.task.len() {
        1 => Some(tasks.first().copied().ok_or(PageError::NotFound)?),
        _ => None,
    };
    if let Some(step) = only.and_then(|only| only.step) {
        form.step = step.to_string();
    }
    match (sent, only) {
        (Sent::Keep(_), _) => {
            let outcomes = Outcomes::nothing_done(form, FormErrors::new());
            page_list::failed(&context, (StatusCode::OK, query), outcomes).await
        }
        (Sent::Ask(ending), Some(only)) => question::ask(&context, (only.task, ending), form).await,
        (Sent::Ask(Ending::Denial), None) => {
            let asked = (form, tasks.as_slice(), unreadable);
            bulk_question::ask(&context, query, asked).await
        }
        (Sent::Ask(Ending::Cancellation), None) => Err(UNKNOWN),
        (Sent::Do(act), Some(only)) => {
            let next = LocalPath::root();
            actions::act(&context, &acting, (only.task, act), form, &next).await
        }
        (Sent::Do(act), None) => {
            let sent = (form, tasks, unreadable);
            act_on_several(&context, &acting, query, (act, sent)).await
        }
    }
}

/// Starts it, and says what has become of it.
async fn act_on_several(
    context: &RequestContext,
    Acting(actor): &Acting,
    query: ListQuery,
    (act, (form, tasks, unreadable)): (Act, (TaskForm, Vec<Ticked>, usize)),
) -> Result<Response, PageError> {
    let bulk = bulk_act(act, &form).ok_or(UNKNOWN)?;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.task.is_empty() {
        let errors = FormErrors::at("bulk", "Tick at least one task");
        let outcomes = Outcomes::nothing_done(form, errors);
        return page_list::failed(context, (status, query), outcomes).await;
    }
    let form_id = Uuid::try_parse(&form.form).unwrap_or_else(|_| context.services.new_form_id());
    let id = context
        .services
        .operations()
        .bulk_id(actor, form_id, &tasks, &bulk)?;
    // A second click: what the first one started.
    if context.services.operations().exists(id).await? {
        return answer(context, id, (form, query)).await;
    }
    if act == Act::Comment
        && let Err(errors) = may_comment(&context.services, &tasks)
    {
        let outcomes = Outcomes::nothing_done(form, errors);
        return page_list::failed(context, (status, query), outcomes).await;
    }
    match context
        .services
        .operations()
        .start_on_tasks(actor, id, (&tasks, unreadable), bulk)
        .await
    {
        Ok(()) => {}
        Err(NotStarted::TooMany(too_many)) => {
            let outcomes = Outcomes::nothing_done(form, too_many::errors(&too_many));
            let page = page_list::failed(context, (status, query), outcomes).await?;
            return Ok(too_many::answer(too_many.seconds, page));
        }
        Err(refused @ NotStarted::ManyUnderWay) => {
            let outcomes = Outcomes::nothing_done(form, FormErrors::at("bulk", refused.to_string()));
            return page_list::failed(context, (status, query), outcomes).await;
        }
        Err(NotStarted::Other(Error::Invalid(problems))) => {
            let words = problems.into_iter().map(|problem| problem.message);
            let errors = FormErrors::at("bulk", words.collect::<Vec<_>>().join(". "));
            let outcomes = Outcomes::nothing_done(form, errors);
            return page_list::failed(context, (status, query), outcomes).await;
        }
        Err(NotStarted::Other(other)) => return Err(other.into()),
    }
    context.services.operations().begin(id).await;
    answer(context, id, (form, query)).await
}

/// What has become of it, where that is all; else its page. From here on something may have been changed: whatever cannot be read
/// now is on that page.
async fn answer(
    context: &RequestContext,
    id: Uuid,
    (form, query): (TaskForm, ListQuery),
) -> Result<Response, PageError> {
    let page = see_other(&address(id));
    let Ok(operation) = context.services.operations().read(&context.viewer, id).await else {
        return Ok(page);
    };
    if operation.finished_at.is_none() {
        return Ok(page);
    }
    let outcome = operation.summary.outcome();
    if operation.is_complete() {
        let words = format!("{outcome}.");
        let flash = match operation.summary.act {
            operation::Act::Deny => Flash::ended(words),
            operation::Act::Approve if operation.summary.further.cancelled > 0 => Flash::warning(words),
            operation::Act::Approve
            | operation::Act::Reassign
            | operation::Act::Comment
            | operation::Act::ReassignAll
            | operation::Act::StartReview
            | operation::Act::ImportPeople
            | operation::Act::Reconcile => Flash::done(words),
        };
        return Ok(flash.along_with(LocalPath::root().see_other()));
    }
    let status = if operation.has_wrong_field {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::CONFLICT
    };
    let mut outcomes = Outcomes {
        done: (operation.summary.done > 0).then(|| format!("{outcome}:")),
        ticked: operation.refused.iter().map(|refused| refused.task).collect(),
        unknown: unknown_in_words(&operation),
        untold: usize::try_from(operation.failed).unwrap_or_default(),
        refused: operation.refused,
        form,
        ..Outcomes::default()
    };
    if outcomes.refused.iter().any(|refused| refused.is_target_wrong) {
        let near = context
            .services
            .people()
            .search(&context.viewer, &outcomes.form.to, 4)
            .await;
        outcomes.matches = near.unwrap_or_default().into_iter().map(person_hit).collect();
    }
    let list = page_list::failed(context, (status, query), outcomes).await;
    Ok(list.unwrap_or(page))
}

/// Whether anybody may comment on so many tasks at once; else what is wrong.
fn may_comment(services: &Services, tasks: &[Ticked]) -> Result<(), FormErrors> {
    let most = services.brakes().most_comments();
    let distinct: HashSet<TaskId> = tasks.iter().map(|ticked| ticked.task).collect();
    match u32::try_from(distinct.len()) {
        Ok(count) if count <= most => Ok(()),
        _ => {
            let tasks = counted(most, "task", "tasks");
            let words = format!("Tick at most {tasks}: you can comment on {most} a minute");
            Err(FormErrors::at("bulk", words))
        }
    }
}

fn bulk_act(act: Act, form: &TaskForm) -> Option<BulkAct> {
    let reason = form.reason.clone();
    match act {
        Act::Decide(decision) => Some(BulkAct::Decide { decision, reason }),
        Act::Reassign => Some(BulkAct::Reassign {
            to: form.to.clone(),
            reason,
        }),
        Act::Comment => Some(BulkAct::Comment {
            comment: form.comment.clone(),
        }),
        Act::Cancel => None,
    }
}
