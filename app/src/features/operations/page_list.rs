//! `/operations`: what the reader started that may take longer than a request, newest first. Super administrators see everybody's.

use axum::extract::Query;
use axum::response::Response;
use domain::zone::Zone;
use leptos::prelude::*;
use serde::Deserialize;
use services::operations::{OperationLine, OperationList};
use uuid::Uuid;

use super::{PATH, address};
use crate::error::PageError;
use crate::request_context::RequestContext;
use crate::ui::{Column, EmptyState, PageHeading, Pager, Row, Table, Time, cell};

const TITLE: &str = "Operations";

/// Where the page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    /// The last operation of the page before.
    before: String,
}

/// The page.
pub(super) async fn show(
    context: RequestContext,
    Query(query): Query<ListQuery>,
) -> Result<Response, PageError> {
    let RequestContext {
        render,
        viewer,
        state,
    } = &context;
    let before = Uuid::try_parse(&query.before).ok();
    let list = state.services.operations(viewer, before).await?;
    let zone = viewer.zone();
    Ok(render.page(TITLE, move || view(&list, before.is_some(), zone)))
}

fn view(list: &OperationList, is_later: bool, zone: Zone) -> impl IntoView + use<> {
    let lead = if list.is_of_everybody {
        "What anybody has started that takes longer than a click, newest first."
    } else {
        "What you have started that takes longer than a click, newest first."
    };
    let older = list.older.map(|last| format!("{PATH}?before={last}"));
    let newer = is_later.then(|| PATH.to_owned());
    let lines = if list.lines.is_empty() && older.is_none() {
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
        <Pager newer older/>
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
