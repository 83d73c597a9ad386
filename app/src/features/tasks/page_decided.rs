//! `/?list=decided`: what the reader decided, newest first.

use axum::response::Response;
use domain::task::Decision;
use domain::zone::Zone;
use leptos::prelude::*;
use services::access::{PagePermit, WorkOnTasks};
use services::tasks::{DecidedRow, ListPlace};

use super::list_query::{ListQuery, TaskList, parse_place, place};
use super::page_detail::state_word;
use super::page_list::{TITLE, tabs};
use crate::error::PageError;
use crate::list::{Filters, Unfiltered, after_last};
use crate::request_context::RequestContext;
use crate::ui::{Column, EmptyState, PageHeading, PageOrder, Row, StateBadge, Table, Tag, Time, cell};

const LIST: Unfiltered<'_> = Unfiltered {
    path: "/?list=decided",
};

pub(super) async fn show(
    context: &RequestContext,
    permitted: &PagePermit<WorkOnTasks>,
    query: &ListQuery,
) -> Result<Response, PageError> {
    let before = parse_place(&query.before).and_then(|(at, id)| {
        Some(ListPlace {
            at,
            id: id.parse().ok()?,
        })
    });
    let (rows, more) = context.services.tasks().decided_by(permitted, before).await?;
    let older = after_last(&rows, more, |last| place(last.decided_at, last.id));
    let pages = LIST.pages(("before", before.is_some()), older);
    let zone = context.viewer.zone();
    Ok(context.render.page(TITLE, move || {
        view! {
            <PageHeading title=TITLE lead="What you decided, the newest first."/>
            {tabs(TaskList::Decided)}
            {if rows.is_empty() {
                view! {
                    <EmptyState title="You have decided nothing yet"><a href="/">"See what waits for you"</a></EmptyState>
                }.into_any()
            } else {
                table(rows, zone).into_any()
            }}
            {pages.links(PageOrder::NewestFirst)}
        }
    }).await)
}

fn table(rows: Vec<DecidedRow>, zone: Zone) -> impl IntoView + use<> {
    let columns = vec![
        Column::row_header("Task"),
        Column::new("You said"),
        Column::new("When"),
        Column::new("State"),
    ];
    let rows = rows.into_iter().map(|row| line(row, zone)).collect();
    view! { <Table caption="Decided by me, the newest first" columns rows/> }
}

fn line(row: DecidedRow, zone: Zone) -> Row {
    let (href, state) = (format!("/tasks/{}", row.task()), state_word(row.state));
    let decision = match row.decision {
        Decision::Approve => "Approve",
        Decision::Deny => "Deny",
    };
    let stood_in = row
        .decided_for
        .map(|name| view! { <Tag>{format!("for {name}")}</Tag> });
    let reason = row
        .reason
        .map(|reason| view! { <span class="hint">{reason}</span> });
    Row::new([
        cell(view! {
            <a href=href>{row.title}</a>{stood_in}
            <span class="hint">{row.policy_name}</span>
        }),
        cell(view! { {decision}{reason} }),
        cell(view! { <Time at=row.decided_at zone/> }),
        cell(view! { <StateBadge state/> }),
    ])
}
