//! `/`: My tasks, oldest first; and beside them what the reader decided and what they asked for.

use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use domain::zone::until_in_words;
use leptos::prelude::*;
use services::access::WorkOnTasks;
use services::tasks::Inbox;
use uuid::Uuid;

use super::bulk_view::{Outcomes, bulk_form, summary};
use super::list_query::{AGES, COVERINGS, KINDS, ListQuery, ROWS, TaskList, place};
use super::list_table::table;
use super::since::waiting;
use super::{page_decided, page_requested};
use crate::context::Viewer;
use crate::error::PageError;
use crate::list::{Filters, after_last};
use crate::request_context::RequestContext;
use crate::ui::{
    Choice, EmptyState, FilterBar, Notice, NoticeKind, PageHeading, PageOrder, QuestionDialog, Select,
    TextField,
};

pub(super) const TITLE: &str = "My tasks";

/// The page.
pub(super) async fn show(
    context: RequestContext,
    Query(query): Query<ListQuery>,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_own::<WorkOnTasks>()?;
    match query.list {
        TaskList::Waiting => {}
        TaskList::Decided => return page_decided::show(&context, &permitted, &query).await,
        TaskList::Requests => return page_requested::show(&context, &permitted, &query).await,
    }
    let filter = query.filter(context.services.now());
    let inbox = context.services.tasks().inbox(&permitted, &filter).await?;
    let outcomes = Outcomes::default();
    let form_id = context.services.new_form_id();
    Ok(context
        .render
        .page(TITLE, move || {
            view(&context.viewer, query, inbox, outcomes, form_id)
        })
        .await)
}

/// The list after an action on several tasks, some of which were refused, or that was asked about and is not to be done (200): with
/// what was typed and ticked (G6), and filtered as it was.
pub(super) async fn failed(
    context: &RequestContext,
    (status, query): (StatusCode, ListQuery),
    outcomes: Outcomes,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_own::<WorkOnTasks>()?;
    let inbox = context
        .services
        .tasks()
        .inbox(&permitted, &query.filter(context.services.now()))
        .await?;
    let form_id = outcomes.form_id.unwrap_or_else(|| context.services.new_form_id());
    let viewer = context.viewer.clone();
    let view = move || view(&viewer, query, inbox, outcomes, form_id);
    Ok(match status {
        StatusCode::OK => context.render.page(TITLE, view).await,
        _ => context.render.failed(status, TITLE, view).await,
    })
}

fn view(
    viewer: &Viewer,
    query: ListQuery,
    inbox: Inbox,
    mut outcomes: Outcomes,
    form_id: Uuid,
) -> impl IntoView + use<> {
    let filtered = query.is_filtered();
    // What has just been done is not in the viewer's count.
    let is_partial = filtered || !query.after.is_empty() || outcomes.done.is_some();
    let lead = lead(viewer, &inbox, is_partial);
    let next = after_last(&inbox.rows, inbox.more, |last| {
        place(last.assigned_at, last.task())
    });
    let pages = query.pages(("after", !query.after.is_empty()), next);
    let has_filters = filtered || viewer.open_tasks > 0;
    let is_worth_ticking = inbox.rows.len() > 1;
    let dialog = (!inbox.rows.is_empty()).then(|| view! { <QuestionDialog/> });
    let body = if inbox.rows.is_empty() {
        empty(filtered).into_any()
    } else {
        table(inbox, is_worth_ticking, &query, &outcomes).into_any()
    };
    let form = std::mem::take(&mut outcomes.form);
    let matches = std::mem::take(&mut outcomes.matches);
    let bulk = is_worth_ticking.then(|| bulk_form(&query, (form, matches), &outcomes.errors, form_id));
    let summary = summary(outcomes, is_worth_ticking);
    let filters = has_filters.then(|| filters(query));
    view! {
        {summary}
        <PageHeading title=TITLE lead/>
        {tabs(TaskList::Waiting)}
        {away_notice(viewer)}
        {filters}
        {body}
        {pages.links(PageOrder::OldestFirst)}
        {bulk}
        {dialog}
    }
}

/// The three lists, with the one that is shown marked.
pub(super) fn tabs(current: TaskList) -> impl IntoView {
    let tab = |list: TaskList, label: &'static str| {
        let href = match list {
            TaskList::Waiting => "/".to_owned(),
            TaskList::Decided | TaskList::Requests => format!("/?list={}", list.code()),
        };
        let is_current = (list == current).then_some("page");
        view! { <li><a href=href aria-current=is_current>{label}</a></li> }
    };
    view! {
        <nav class="tabs" aria-label="Task lists">
            <ul>
                {tab(TaskList::Waiting, "Waiting for me")}
                {tab(TaskList::Decided, "Decided by me")}
                {tab(TaskList::Requests, "My requests")}
            </ul>
        </nav>
    }
}

fn choices(words: &[(&'static str, &'static str)]) -> Vec<Choice> {
    words
        .iter()
        .map(|(code, label)| Choice::new(*code, *label))
        .collect()
}

fn filters(query: ListQuery) -> impl IntoView + use<> {
    let more_is_open = query.uses_more();
    let chips = query.chips();
    let ListQuery {
        kind,
        covering,
        subject,
        role,
        policy,
        standing_in_for,
        days,
        rows,
        ..
    } = query;
    view! {
        <FilterBar path="/" chips>
            <Select name="kind" label="Kind" prompt="All kinds" choices=choices(&KINDS) selected=kind/>
            <Select name="covering" label="Whose" prompt="Everybody’s" choices=choices(&COVERINGS) selected=covering/>
            <details class="more-filters" open=more_is_open>
                <summary>"More filters"</summary>
                <div class="filter-fields">
                    <TextField name="subject" label="Subject" value=subject/>
                    <TextField name="role" label="Role" value=role/>
                    <TextField name="policy" label="Policy" value=policy/>
                    <TextField name="for" label="For" value=standing_in_for/>
                    <Select name="days" label="Waiting" prompt="Any time" choices=choices(&AGES) selected=days/>
                    <Select name="rows" label="Lines a page" prompt="25" choices=choices(&ROWS) selected=rows/>
                </div>
            </details>
        </FilterBar>
    }
}

fn lead(viewer: &Viewer, inbox: &Inbox, partial: bool) -> Option<String> {
    let oldest = inbox.rows.first().filter(|_| !partial)?;
    let open = if viewer.open_tasks > 99 {
        "More than 99".to_owned()
    } else {
        viewer.open_tasks.to_string()
    };
    Some(format!(
        "{open} open. The oldest has waited {}.",
        waiting(oldest.assigned_at, inbox.now)
    ))
}

/// "You are away" (T16).
fn away_notice(viewer: &Viewer) -> Option<impl IntoView + use<>> {
    let away = viewer.away.as_ref()?;
    let title = match away.until {
        Some(until) => format!("You are away until {}.", until_in_words(until, viewer.zone())),
        None => "You have a delegate.".to_owned(),
    };
    let words = format!(
        "New tasks go to {}, except where a policy forbids it. Older tasks stay with you.",
        away.delegate
    );
    let change = view! { <a href="/profile/delegate">"Change"</a> }.into_any();
    Some(view! { <Notice kind=NoticeKind::Away title action=change>{words}</Notice> })
}

fn empty(filtered: bool) -> impl IntoView {
    if filtered {
        view! { <EmptyState title="No task matches these filters"><a href="/">"Show all of them"</a></EmptyState> }.into_any()
    } else {
        view! {
            <EmptyState title="Nothing waits for you">
                "Tasks appear here when somebody asks for a role, and you are the one to decide."
            </EmptyState>
        }
        .into_any()
    }
}
