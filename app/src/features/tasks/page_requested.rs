//! `/?list=requests`: what the reader asked for, newest first, who is asked now, and until when somebody stands in (T16).

use axum::response::Response;
use domain::task::TaskState;
use domain::zone::{Zone, until_in_words};
use leptos::prelude::*;
use serde::Serialize;
use services::access::{PagePermit, WorkOnTasks};
use services::tasks::{AskedRow, ListPlace, RequestRow};

use super::list_query::{ListQuery, TaskList, place, task_place};
use super::page_detail::state_word;
use super::page_list::{TITLE, tabs};
use crate::error::PageError;
use crate::list::{Filters, after_last};
use crate::request_context::RequestContext;
use crate::ui::{
    Choice, Column, EmptyState, FilterBar, PageHeading, PageOrder, Row, Select, StateBadge, Table, Time, cell,
};

const PATH: &str = "/?list=requests";

/// The filters of the list. What is no state filters nothing.
#[derive(Debug, Clone, Serialize)]
struct RequestsQuery {
    state: String,
}

impl Filters for RequestsQuery {
    fn path(&self) -> &str {
        PATH
    }

    fn words(&self, _: &str, value: &str) -> Option<String> {
        TaskState::from_code(value).map(|state| state.in_words().to_owned())
    }
}

pub(super) async fn show(
    context: &RequestContext,
    permitted: &PagePermit<WorkOnTasks>,
    query: &ListQuery,
) -> Result<Response, PageError> {
    let wanted = TaskState::from_code(&query.state);
    let before = task_place(&query.before).map(|(at, id)| ListPlace { at, id });
    let (rows, more) = context
        .services
        .tasks()
        .requested_by(permitted, wanted, before)
        .await?;
    let list = RequestsQuery {
        state: query.state.clone(),
    };
    let older = after_last(&rows, more, |last| place(last.created_at, last.task()));
    let pages = list.pages(("before", before.is_some()), older);
    let zone = context.viewer.zone();
    let empty = empty(list.is_filtered());
    Ok(context
        .render
        .page(TITLE, move || {
            view! {
                <PageHeading title=TITLE lead="What you asked for, the newest first, and who is to decide.">
                    <a href="/requests/new">"Request a role"</a>
                </PageHeading>
                {tabs(TaskList::Requests)}
                {filters(list)}
                {if rows.is_empty() {
                    empty.into_any()
                } else {
                    table(rows, zone).into_any()
                }}
                {pages.links(PageOrder::NewestFirst)}
            }
        })
        .await)
}

fn filters(list: RequestsQuery) -> impl IntoView + use<> {
    let choices = TaskState::ALL
        .map(|state| Choice::new(state.code(), state.in_words()))
        .into();
    let (chips, selected) = (list.chips(), list.state);
    view! {
        <FilterBar path=PATH chips>
            <Select name="state" label="State" prompt="All states" choices selected/>
        </FilterBar>
    }
}

fn empty(filtered: bool) -> impl IntoView {
    if filtered {
        view! { <EmptyState title="None of your requests is in that state"><a href=PATH>"Show all of them"</a></EmptyState> }
            .into_any()
    } else {
        view! {
            <EmptyState title="You have asked for nothing yet"><a href="/requests/new">"Request a role"</a></EmptyState>
        }
        .into_any()
    }
}

fn table(rows: Vec<RequestRow>, zone: Zone) -> impl IntoView + use<> {
    let columns = vec![
        Column::row_header("Task"),
        Column::new("Asked"),
        Column::new("Waits for"),
        Column::new("State"),
    ];
    let rows = rows.into_iter().map(|row| line(row, zone)).collect();
    view! { <Table caption="My requests, the newest first" columns rows/> }
}

fn line(row: RequestRow, zone: Zone) -> Row {
    let (href, state) = (format!("/tasks/{}", row.task()), state_word(row.state));
    let asked: Vec<_> = row
        .asked
        .into_iter()
        .map(|asked| view! { <span class="asked">{in_words(asked, zone)}</span> })
        .collect();
    Row::new([
        cell(view! {
            <a href=href>{row.title}</a>
            <span class="hint">{row.policy_name}</span>
        }),
        cell(view! { <Time at=row.created_at zone/> }),
        cell(asked),
        cell(view! { <StateBadge state/> }),
    ])
}

/// "Bea Lund for Mara Vogel, who is away until the end of Fri 14 Aug 2026".
fn in_words(asked: AskedRow, zone: Zone) -> String {
    if asked.is_pool {
        return format!("everyone who holds {}", asked.name);
    }
    match (&asked.standing_in_for, asked.until) {
        (Some(other), Some(until)) => {
            let until = until_in_words(until, zone);
            format!("{} for {other}, who is away until {until}", asked.name)
        }
        (Some(other), None) => format!("{} for {other}", asked.name),
        (None, _) => asked.name,
    }
}
