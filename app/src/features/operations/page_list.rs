//! `/operations`: what the reader started that may take longer than a request, newest first. Super administrators see everybody's.

use axum::extract::Query;
use axum::response::Response;
use domain::zone::Zone;
use leptos::prelude::*;
use services::operations::{OperationLine, OperationList};

use super::address::{PATH, address};
use crate::error::PageError;
use crate::list::{Before, Filters, Unfiltered};
use crate::request_context::RequestContext;
use crate::ui::{Column, EmptyState, PageHeading, PageOrder, Row, Table, Time, cell};

const TITLE: &str = "Operations";

const LIST: Unfiltered<'_> = Unfiltered { path: PATH };

/// The page.
pub(super) async fn show(
    context: RequestContext,
    Query(query): Query<Before>,
) -> Result<Response, PageError> {
    let before = query.line();
    let list = context
        .services
        .operations()
        .list(&context.viewer, before)
        .await?;
    let zone = context.viewer.zone();
    Ok(context
        .render
        .page(TITLE, move || view(&list, before.is_some(), zone))
        .await)
}

fn view(list: &OperationList, is_later: bool, zone: Zone) -> impl IntoView + use<> {
    let lead = if list.is_of_everybody {
        "What anybody has started that takes longer than a click, newest first."
    } else {
        "What you have started that takes longer than a click, newest first."
    };
    let older = list.older.map(|last| last.to_string());
    let pages = LIST.pages(("before", is_later), older);
    let lines = if list.lines.is_empty() && list.older.is_none() {
        view! {
            <EmptyState title="No operation yet">
                "What you do to several tasks at once is listed here, with how far it is and what failed."
            </EmptyState>
        }
        .into_any()
    } else {
        table(list, zone).into_any()
    };
    view! {
        <PageHeading title=TITLE lead=lead.to_owned()/>
        {lines}
        {pages.links(PageOrder::NewestFirst)}
    }
}

fn table(list: &OperationList, zone: Zone) -> impl IntoView + use<> {
    let mut columns = vec![Column::row_header("Operation"), Column::new("State")];
    if list.is_of_everybody {
        columns.push(Column::new("Started by"));
    }
    columns.extend([
        Column::new("Started"),
        Column::number("Done"),
        Column::number("Failed"),
    ]);
    let is_of_everybody = list.is_of_everybody;
    let rows = list.lines.iter().map(|line| row(line, is_of_everybody, zone));
    view! { <Table caption="Operations, the newest first" columns rows=rows.collect()/> }
}

fn row(line: &OperationLine, is_of_everybody: bool, zone: Zone) -> Row {
    let (title, state) = match (line.finished_at, line.is_stopped) {
        (Some(_), true) => (line.summary.stopped(), "Stopped"),
        (Some(_), false) => (line.summary.outcome(), "Finished"),
        (None, _) => (line.summary.under_way(), "Under way"),
    };
    let (href, started) = (address(line.id), line.created_at);
    let mut cells = vec![cell(view! { <a href=href>{title}</a> }), cell(state)];
    if is_of_everybody {
        let by = line.started_by.clone();
        cells.push(cell(by.unwrap_or_else(|| "a command".to_owned())));
    }
    let done = format!("{} of {}", line.summary.done, line.summary.total);
    cells.extend([
        cell(view! { <Time at=started zone/> }),
        cell(done),
        cell(line.summary.failed.to_string()),
    ]);
    Row::new(cells)
}
