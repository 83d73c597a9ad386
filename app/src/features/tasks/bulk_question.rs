//! What is asked before several tasks are denied (T13, T14).

use axum::http::StatusCode;
use axum::response::Response;
use domain::policy::PolicyKind;
use services::Error;
use services::access::WorkOnTasks;
use services::tasks::{Denial, InboxRow, Ticked};

use super::bulk_view::Outcomes;
use super::form::{Action, TaskForm};
use super::list_query::ListQuery;
use super::page_list;
use super::removal_effects::{count, named, removal_effects};
use crate::error::PageError;
use crate::render::Render;
use crate::request_context::RequestContext;
use crate::too_many;
use crate::ui::{Effect, FormErrors, Question, Reason};

/// The question about the ticked tasks; or the list with why there is none.
pub(super) async fn ask(
    context: &RequestContext,
    query: ListQuery,
    (form, tasks, unreadable): (TaskForm, &[Ticked], usize),
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_own::<WorkOnTasks>()?;
    if let Err(too_many) = context.services.brakes().question(context.viewer.person) {
        let page = if context.render.wants_data() {
            context.render.no_question()
        } else {
            let outcomes = Outcomes::nothing_done(form, FormErrors::at("bulk", too_many.to_string()));
            let status = StatusCode::TOO_MANY_REQUESTS;
            page_list::failed(context, (status, query), outcomes).await?
        };
        return Ok(too_many::answer(too_many.seconds, page));
    }
    let (status, words) = match context.services.tasks().denial_of(&permitted, tasks).await {
        Ok(denial) if !denial.tasks.is_empty() => {
            let question = question(&context.render, &denial, unreadable, form);
            return Ok(context.render.ask(question).await);
        }
        Ok(denial) if !denial.refused.is_empty() => {
            let why: Vec<&str> = denial.refused.iter().map(|(_, why)| why.as_str()).collect();
            (StatusCode::CONFLICT, named(&why, ". "))
        }
        Ok(_) if form.task.is_empty() => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "Tick at least one task".to_owned(),
        ),
        Ok(_) => (
            StatusCode::CONFLICT,
            "None of the ticked tasks waits for you any more".to_owned(),
        ),
        Err(Error::Invalid(problems)) => {
            let words = problems.into_iter().map(|problem| problem.message);
            let words = words.collect::<Vec<_>>().join(". ");
            (StatusCode::UNPROCESSABLE_ENTITY, words)
        }
        Err(other) => return Err(other.into()),
    };
    if context.render.wants_data() {
        return Ok(context.render.no_question());
    }
    let outcomes = Outcomes::nothing_done(form, FormErrors::at("bulk", words));
    page_list::failed(context, (status, query), outcomes).await
}

fn question(render: &Render, denial: &Denial, unreadable: usize, form: TaskForm) -> Question {
    let tasks = &denial.tasks;
    let (title, confirm, keep) = match tasks.len() {
        1 => (
            "Deny 1 task?".to_owned(),
            "Deny 1 task".to_owned(),
            "Keep it open",
        ),
        count => (
            format!("Deny {count} tasks?"),
            format!("Deny {count} tasks"),
            "Keep them open",
        ),
    };
    let question = Question {
        title,
        lead: Some("Each is closed at once, with the same reason.".to_owned()),
        effects: effects(denial, unreadable),
        warning: Some("This cannot be undone.".to_owned()),
        action: Some(render.path.to_string()),
        reason: Some(Reason {
            hint: hint(tasks),
            value: form.reason,
            error: None,
        }),
        confirm,
        keep: keep.to_owned(),
        back: "/".to_owned(),
        keeps_typed: true,
        ..Question::default()
    };
    // What is denied is what was asked about, at the step that was read.
    let question = tasks.iter().fold(question, |question, row| {
        let (task, seen) = (row.task().to_string(), format!("{}:{}", row.task(), row.position));
        question.with("task", task).with("seen", seen)
    });
    // What else stands in the form of the list is there again when one keeps them open (G6).
    question
        .with("form", form.form)
        .with("ticked", "true")
        .with("to", form.to)
        .with("comment", form.comment)
        .with("action", Action::Deny.code())
}

fn hint(tasks: &[InboxRow]) -> String {
    let needed = tasks.iter().filter(|row| row.reason_to_deny).count();
    let needed = match needed {
        0 => "You may leave it empty.".to_owned(),
        all if all == tasks.len() => "Needed.".to_owned(),
        1 => "Needed for 1 of them, which is not denied without it.".to_owned(),
        some => format!("Needed for {some} of them, which are not denied without it."),
    };
    format!("{needed} Everyone who sees these tasks can read it.")
}

/// Of one role, and of several.
const TAKEN: (&str, &str) = ("role is taken away at once", "roles are taken away at once");

fn effects(denial: &Denial, unreadable: usize) -> Vec<Effect> {
    let of = |kind: PolicyKind| -> Vec<&str> {
        let tasks = denial.tasks.iter().filter(|row| row.kind == kind);
        tasks.map(|row| row.title.as_str()).collect()
    };
    let requests = of(PolicyKind::Request);
    let requests = Effect::counted(
        count(requests.len()),
        "request is denied",
        "requests are denied",
        Some(named(&requests, ", ")),
    );
    let reviews = of(PolicyKind::Review);
    let reviews = Effect::counted(
        count(reviews.len()),
        "review is denied",
        "reviews are denied",
        Some(named(&reviews, ", ")),
    );
    let revocations = of(PolicyKind::Revoke);
    let revocations = Effect::counted(
        count(revocations.len()),
        "revocation is denied: the role stays",
        "revocations are denied: the roles stay",
        Some(named(&revocations, ", ")),
    );
    let why: Vec<&str> = denial.refused.iter().map(|(_, why)| why.as_str()).collect();
    let refused = Effect::counted(
        count(denial.refused.len()),
        "ticked review cannot be denied",
        "ticked reviews cannot be denied",
        Some(named(&why, ", ")),
    );
    let others = Effect::counted(
        count(denial.others + unreadable),
        "ticked task is left as it is",
        "ticked tasks are left as they are",
        Some("Somebody has decided or reassigned it meanwhile, or it is not yours to decide.".to_owned()),
    );
    let denied = [requests, reviews].into_iter().flatten();
    denied
        .chain(removal_effects(&denial.removal, TAKEN))
        .chain([revocations, refused, others].into_iter().flatten())
        .collect()
}
