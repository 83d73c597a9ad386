//! POST `/`: one task from its line, or everything that is ticked (T14).

use std::collections::HashSet;
use std::num::NonZeroU32;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use domain::ids::TaskId;
use domain::task::Decision;
use services::Error;
use services::tasks::{BulkAct, Carried, Ticked};

use super::actions;
use super::bulk_view::{Outcomes, Refusal};
use super::form::{Act, TaskForm};
use super::page_list;
use crate::context::{Acting, AppState, Flash, Viewer};
use crate::error::PageError;
use crate::local_path::LocalPath;
use crate::render::Render;
use crate::too_many;
use crate::ui::{FormErrors, PersonHit};

/// Of one task, what is missing is asked for on its page; of several, what was refused is said above the list.
pub(super) async fn act_on_list(
    render: Render,
    viewer: Viewer,
    acting: Acting,
    State(state): State<AppState>,
    Form(form): Form<TaskForm>,
) -> Result<Response, PageError> {
    let (tasks, unreadable) = form.ticked();
    if form.task.len() == 1 {
        let Ticked { task, step } = tasks.into_iter().next().ok_or(PageError::NotFound)?;
        let mut form = form;
        if let Some(step) = step {
            form.step = step.to_string();
        }
        return actions::act(&render, &viewer, &acting, &state, task, form, &LocalPath::root()).await;
    }
    let (Some(act), Acting(actor)) = (form.act(), acting) else {
        return Err(PageError::Rejected(StatusCode::UNPROCESSABLE_ENTITY));
    };
    let (Some(bulk), Some(done)) = (bulk_act(act, &form), done_word(act)) else {
        return Err(PageError::Rejected(StatusCode::UNPROCESSABLE_ENTITY));
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.task.is_empty() {
        let errors = FormErrors::at("bulk", "Tick at least one task");
        let outcomes = Outcomes::nothing_done(form, errors);
        return page_list::failed(&render, &viewer, &state, status, outcomes).await;
    }
    if act == Act::Comment
        && let Err(refused) = may_comment(&state, &viewer, &tasks)
    {
        let (seconds, errors) = refused;
        let outcomes = Outcomes::nothing_done(form, errors);
        let page = page_list::failed(&render, &viewer, &state, status, outcomes).await?;
        return Ok(match seconds {
            Some(seconds) => too_many::answer(seconds, page),
            None => page,
        });
    }
    let carried = match state.services.act_on_tasks(&actor, &tasks, bulk).await {
        Ok(carried) => carried,
        Err(Error::Invalid(problems)) => {
            let words = problems.into_iter().map(|problem| problem.message);
            let errors = FormErrors::at("bulk", words.collect::<Vec<_>>().join(". "));
            let outcomes = Outcomes::nothing_done(form, errors);
            return page_list::failed(&render, &viewer, &state, status, outcomes).await;
        }
        Err(other) => return Err(other.into()),
    };
    let told = Told::of(&carried, unreadable, act);
    if told.refused.is_empty() {
        let words = format!("{}.", in_number(told.done, done));
        return Ok(Flash::done(words).along_with(LocalPath::root().see_other()));
    }
    let mut outcomes = Outcomes {
        done: (told.done > 0).then(|| format!("{}. The others were not:", in_number(told.done, done))),
        refused: told.refused,
        ticked: told.ticked,
        form,
        ..Outcomes::default()
    };
    if told.target_is_wrong {
        let near = state
            .services
            .people_search(&viewer, &outcomes.form.to, 4)
            .await?;
        outcomes.matches = near.into_iter().map(PersonHit::from).collect();
    }
    page_list::failed(&render, &viewer, &state, told.status, outcomes).await
}

/// Whether this person may comment on so many tasks now; else what is wrong, and after how many seconds they may, if ever.
fn may_comment(state: &AppState, viewer: &Viewer, tasks: &[Ticked]) -> Result<(), (Option<u32>, FormErrors)> {
    let brakes = state.services.brakes();
    let distinct: HashSet<TaskId> = tasks.iter().map(|ticked| ticked.task).collect();
    let Some(count) = u32::try_from(distinct.len()).ok().and_then(NonZeroU32::new) else {
        return Ok(());
    };
    let most = brakes.most_comments();
    if count.get() > most {
        let words = format!("Tick at most {most} tasks: you can comment on {most} a minute");
        return Err((None, FormErrors::at("bulk", words)));
    }
    let allowed = brakes.comment(viewer.person, count);
    allowed.map_err(|too_many| (Some(too_many.seconds), too_many::errors(&too_many)))
}

fn bulk_act(act: Act, form: &TaskForm) -> Option<BulkAct<'_>> {
    let reason = &form.reason;
    match act {
        Act::Decide(decision) => Some(BulkAct::Decide { decision, reason }),
        Act::Reassign => Some(BulkAct::Reassign { to: &form.to, reason }),
        Act::Comment => Some(BulkAct::Comment {
            comment: &form.comment,
        }),
        Act::Cancel => None,
    }
}

fn done_word(act: Act) -> Option<&'static str> {
    match act {
        Act::Decide(Decision::Approve) => Some("approved"),
        Act::Decide(Decision::Deny) => Some("denied"),
        Act::Reassign => Some("passed on"),
        Act::Comment => Some("commented on"),
        Act::Cancel => None,
    }
}

/// "1 task is approved", "3 tasks are approved".
fn in_number(count: usize, done: &str) -> String {
    match count {
        1 => format!("1 task is {done}"),
        count => format!("{count} tasks are {done}"),
    }
}

/// What became of all of them.
struct Told {
    done: usize,
    refused: Vec<Refusal>,
    ticked: HashSet<TaskId>,
    target_is_wrong: bool,
    status: StatusCode,
}

impl Told {
    fn of(carried: &[Carried], unreadable: usize, act: Act) -> Self {
        let mut told = Self {
            done: carried.iter().filter(|one| one.refused.is_none()).count(),
            refused: Vec::new(),
            ticked: HashSet::new(),
            target_is_wrong: false,
            status: StatusCode::CONFLICT,
        };
        let mut unknown = unreadable;
        for one in carried {
            let Some(error) = &one.refused else { continue };
            if matches!(error, Error::NotFound) {
                unknown += 1;
                continue;
            }
            if let Error::Invalid(problems) = error {
                told.status = StatusCode::UNPROCESSABLE_ENTITY;
                told.target_is_wrong |= problems.iter().any(|problem| problem.field == "to");
            }
            told.ticked.insert(one.task);
            told.refused.push(Refusal {
                task: Some((one.task, one.title.clone().unwrap_or_else(|| "A task".to_owned()))),
                words: in_words(error, act),
            });
        }
        if unknown > 0 {
            let words = match unknown {
                1 => "1 task does not exist, or is not yours to see".to_owned(),
                count => format!("{count} tasks do not exist, or are not yours to see"),
            };
            told.refused.push(Refusal { task: None, words });
        }
        told
    }
}

fn in_words(error: &Error, act: Act) -> String {
    match error {
        Error::Invalid(problems) => {
            let messages: Vec<_> = problems.iter().map(|problem| problem.message.clone()).collect();
            messages.join(". ")
        }
        Error::Conflict(words) | Error::NobodyEligible(words) => words.clone(),
        Error::Forbidden if act == Act::Reassign => {
            "you may not pass it on: its step forbids that, or it waits for somebody else".to_owned()
        }
        Error::Forbidden => "it waits for somebody else".to_owned(),
        other => {
            tracing::error!(error = %other, "one of several tasks could not be dealt with");
            "it could not be dealt with for the moment: try again".to_owned()
        }
    }
}
