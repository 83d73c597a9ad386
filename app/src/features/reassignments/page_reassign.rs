//! `/admin/directory/users/{username}/reassign`: how many of a person's open tasks are reassigned, what that means, and the
//! form that asks to whom and why.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Query;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use services::access::OverseeTasks;
use services::tasks::{BulkReassigned, ToReassign, WaitingRow};

use super::form::ReassignForm;
use super::outcome_view::summary;
use crate::error::PageError;
use crate::features::directory::address;
use crate::features::tasks::since::waiting;
use crate::request_context::RequestContext;
use crate::ui::{
    Button, ButtonKind, ButtonRow, Column, EmptyState, ErrorSummary, FormErrors, LinkButton, Notice,
    NoticeKind, PageHeading, PersonHit, PersonPicker, PostForm, Region, Row, Table, Tag, Textarea, cell,
    person_hit,
};

/// Lines that the page shows of those that are chosen.
const SHOWN: usize = 50;

/// A form that comes back.
#[derive(Default)]
pub(super) struct Returned {
    form: ReassignForm,
    errors: FormErrors,
    /// What was done, where something was left.
    done: Option<BulkReassigned>,
    /// Who may have been meant.
    matches: Vec<PersonHit>,
}

impl Returned {
    /// Nothing was done: what is wrong.
    pub(super) fn wrong(form: ReassignForm, errors: FormErrors) -> Self {
        Self {
            form,
            errors,
            ..Self::default()
        }
    }

    /// Something was left: the form asks again for that.
    pub(super) fn partly(form: ReassignForm, done: BulkReassigned) -> Self {
        Self {
            form,
            done: Some(done),
            ..Self::default()
        }
    }
}

/// The page.
pub(super) async fn show(
    context: RequestContext,
    Path(username): Path<String>,
    Query(form): Query<ReassignForm>,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<OverseeTasks>()?;
    let only = form.only();
    let chosen = context
        .services
        .tasks()
        .to_reassign(&permitted, &username, only.as_deref())
        .await?;
    let form = ReassignForm {
        form: context.services.new_form_id().to_string(),
        ..form
    };
    let returned = Returned {
        form,
        ..Returned::default()
    };
    Ok(context
        .render
        .page(&title(&chosen), move || view(&chosen, &returned))
        .await)
}

/// The page with what is wrong, or with what was left (G6).
pub(super) async fn failed(
    context: &RequestContext,
    status: StatusCode,
    username: &str,
    mut returned: Returned,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<OverseeTasks>()?;
    let only = returned.form.only();
    let chosen = context
        .services
        .tasks()
        .to_reassign(&permitted, username, only.as_deref())
        .await?;
    // What has started something is another form from now on.
    if returned.done.is_some() || returned.form.id().is_none() {
        returned.form.form = context.services.new_form_id().to_string();
    }
    if returned.errors.of("to").is_some() {
        let near = context
            .services
            .people()
            .search(&context.viewer, &returned.form.to, 4)
            .await?;
        returned.matches = near.into_iter().map(person_hit).collect();
    }
    Ok(context
        .render
        .failed(status, &title(&chosen), move || view(&chosen, &returned))
        .await)
}

fn title(chosen: &ToReassign) -> String {
    match chosen.count {
        1 => "Reassign 1 open task".to_owned(),
        0 => "Reassign open tasks".to_owned(),
        count => format!("Reassign {count} open tasks"),
    }
}

fn view(chosen: &ToReassign, returned: &Returned) -> impl IntoView + use<> {
    let (name, username) = (&chosen.display_name, &chosen.username);
    let lead = match chosen.count {
        0 => format!("Of {name} ({username})."),
        1 => format!("It waits for {name} ({username})."),
        _ => format!("They wait for {name} ({username})."),
    };
    let body = match chosen.count {
        0 => nothing(chosen, returned).into_any(),
        _ => view! {
            <div class="form-with-meaning">
                {meaning(chosen)}
                {fields(chosen, returned)}
            </div>
            {tasks(chosen)}
        }
        .into_any(),
    };
    view! {
        <ErrorSummary errors=&returned.errors/>
        {returned.done.as_ref().map(summary)}
        <PageHeading title=title(chosen) lead/>
        {body}
    }
}

fn nothing(chosen: &ToReassign, returned: &Returned) -> impl IntoView + use<> {
    let name = &chosen.display_name;
    let is_chosen = returned.form.is_all() || !returned.form.task.is_empty();
    let title = match (is_chosen, returned.done.is_some()) {
        (false, _) => "No task is ticked".to_owned(),
        (true, true) => format!("Nothing is left to reassign: none of these tasks waits for {name}"),
        (true, false) => format!("Nothing of this waits for {name}"),
    };
    let back = format!("Open tasks of {name}");
    let href = address::open_tasks(&chosen.username);
    view! { <EmptyState title><a href=href>{back}</a></EmptyState> }
}

fn fields(chosen: &ToReassign, returned: &Returned) -> impl IntoView + use<> {
    let (form, errors) = (&returned.form, &returned.errors);
    let hidden = form.hidden(chosen).into_iter();
    let hidden: Vec<_> = hidden
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect();
    let (to, to_error, matches) = (form.to.clone(), errors.of("to"), returned.matches.clone());
    let (reason, reason_error) = (form.reason.clone(), errors.of("reason"));
    let back = address::open_tasks(&chosen.username);
    view! {
        <PostForm form=form.form.clone()>
            {hidden}
            <PersonPicker name="to" label="Reassign to" hint="One person. If they are away, tasks go to their delegate."
                value=to error=to_error matches/>
            <Textarea name="reason" label="Reason" hint="Everyone who sees the tasks can read it." value=reason
                error=reason_error/>
            <ButtonRow>
                <Button>"Reassign"</Button>
                <LinkButton href=back kind=ButtonKind::Secondary>"Cancel"</LinkButton>
            </ButtonRow>
        </PostForm>
    }
}

/// What reassigning means, counted.
fn meaning(chosen: &ToReassign) -> impl IntoView + use<> {
    let name = &chosen.display_name;
    let words = match chosen.count {
        1 => format!(
            "1 task no longer waits for {name}, who is notified. Whoever else is asked can still decide it. If the person you \
             choose may not decide it, it stays with {name}."
        ),
        count => format!(
            "{count} tasks no longer wait for {name}, who is notified. Whoever else is asked can still decide them. Tasks that \
             the person you choose may not decide stay with {name}, and you see which."
        ),
    };
    view! { <div><Notice kind=NoticeKind::Meaning title="What this means.">{words}</Notice></div> }
}

fn tasks(chosen: &ToReassign) -> impl IntoView + use<> {
    let columns = vec![
        Column::row_header("Task"),
        Column::new("Role"),
        Column::new("Policy"),
        Column::new("Waiting"),
    ];
    let rows: Vec<Row> = chosen
        .rows
        .iter()
        .take(SHOWN)
        .map(|row| Row::new(task_cells(row, chosen.now)))
        .collect();
    let shown = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let others = (shown < chosen.count).then(|| {
        let words = format!(
            "The first {shown} of {}, the one that waits longest first.",
            chosen.count
        );
        view! { <p class="hint">{words}</p> }
    });
    view! {
        <Region id="tasks" title="Tasks to be reassigned">
            <Table caption="Tasks to be reassigned, the one that waits longest first" columns rows/>
            {others}
        </Region>
    }
}

/// A task with what tells it from others: its title, role, policy and step, and since when it waits.
pub(crate) fn task_cells(row: &WaitingRow, now: DateTime<Utc>) -> [AnyView; 4] {
    let tags = row.standing_in_for.iter();
    let tags: Vec<_> = tags
        .map(|name| view! { <Tag>{format!("for {name}")}</Tag> })
        .collect();
    let step = format!("step {} of {}", row.step, row.steps);
    [
        cell(view! { <a href=format!("/tasks/{}", row.task)>{row.title.clone()}</a>{tags} }),
        cell(row.role.clone().unwrap_or_else(|| "—".to_owned())),
        cell(view! { {row.policy.clone()}<span class="hint">{step}</span> }),
        cell(waiting(row.since, now)),
    ]
}
