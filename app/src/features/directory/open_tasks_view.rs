//! The region "Open tasks" of a person's page: what the person is asked, with ways to reassign one, several or all (T14).

use islands::codes::lenient;
use leptos::prelude::*;
use serde::Deserialize;
use services::directory::Known;
use services::tasks::{OPEN_TASKS_PAGE, Waiting, WaitingRow};

use super::address;
use crate::features::reassignments::page_reassign::task_cells;
use crate::list::{Filters, Ticks, Unfiltered};
use crate::ui::{Button, ButtonKind, Column, EmptyState, LinkButton, PageOrder, Region, Row, Table, cell};

/// Which page of the list, and whether all of its lines are ticked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct OpenTasksQuery {
    /// From 1; anything else is the first.
    page: String,
    /// Which lines are ticked.
    #[serde(deserialize_with = "lenient")]
    ticked: Ticks,
}

impl OpenTasksQuery {
    /// The page, from 1.
    pub(super) fn page(&self) -> i64 {
        self.page.parse().unwrap_or(1).max(1)
    }
}

/// The region; none for a reader who does not oversee everyone's tasks (T17).
pub(super) fn open_tasks(known: &Known, query: &OpenTasksQuery) -> Option<impl IntoView + use<>> {
    let tasks = known.detail.open_tasks.as_ref()?;
    let href = format!("{}?all=true", address::reassign(&known.detail.username));
    let body = match (tasks.count, tasks.rows.is_empty()) {
        (0, _) => empty(known).into_any(),
        (_, true) => {
            let href = address::open_tasks(&known.detail.username);
            view! { <EmptyState title="This page of the list is empty"><a href=href>"Show the first page"</a></EmptyState> }
                .into_any()
        }
        (_, false) => list(known, tasks, query).into_any(),
    };
    Some(match tasks.count {
        0 => view! { <Region id="open-tasks" title="Open tasks">{body}</Region> }.into_any(),
        _ => {
            let all =
                view! { <LinkButton href kind=ButtonKind::Secondary>"Reassign all"</LinkButton> }.into_any();
            view! { <Region id="open-tasks" title="Open tasks" actions=all>{body}</Region> }.into_any()
        }
    })
}

fn empty(known: &Known) -> impl IntoView + use<> {
    let title = format!("No open task waits for {}", known.detail.display_name);
    view! { <EmptyState title>"What all holders of a role are asked is not listed here."</EmptyState> }
}

fn list(known: &Known, tasks: &Waiting, query: &OpenTasksQuery) -> impl IntoView + use<> {
    let username = &known.detail.username;
    let mut columns = vec![
        Column::row_header("Task"),
        Column::new("Role"),
        Column::new("Policy"),
        Column::new("Waiting"),
        Column::unlabelled("Reassign"),
    ];
    // One alone has its own button.
    let with_ticks = tasks.rows.len() > 1;
    if with_ticks {
        columns.insert(0, Column::select("Select"));
    }
    let rows = tasks.rows.iter();
    let rows = rows
        .map(|row| line(row, known, with_ticks.then_some(query)))
        .collect();
    let page = query.page();
    let pages = tasks.count.div_euclid(OPEN_TASKS_PAGE) + i64::from(tasks.count % OPEN_TASKS_PAGE > 0);
    let path = address::person(username);
    let list = Unfiltered { path: &path };
    let next = (page < pages).then(|| (page + 1).to_string());
    let links = list.pages(("page", page > 1), next).in_region("open-tasks");
    let every = with_ticks.then(|| {
        let ticked = list.href(&[("page", &page.to_string()), ("ticked", Ticks::All.code())]);
        let href = format!("{ticked}#open-tasks");
        view! { " "<a href=href>"Tick all on this page"</a> }
    });
    let bar = with_ticks.then(|| {
        view! {
            <div class="bulk-bar">
                <p>"With the ticked tasks"</p>
                <Button kind=ButtonKind::Secondary>"Reassign ticked"</Button>
            </div>
        }
    });
    view! {
        <p class="list-count">{count_in_words(tasks.count, page, pages)}{every}</p>
        <form method="get" action=address::reassign(username) class="ticks">
            <Table caption="Open tasks, the one that waits longest first" columns rows/>
            {bar}
        </form>
        {links.links(PageOrder::Own)}
        <p class="hint">"What all holders of a role are asked is not listed here."</p>
    }
}

/// "120 open tasks, page 2 of 3."
fn count_in_words(count: i64, page: i64, pages: i64) -> String {
    match (count, pages) {
        (1, _) => "1 open task.".to_owned(),
        (count, 1) => format!("{count} open tasks, the one that waits longest first."),
        (count, pages) => {
            format!("{count} open tasks, the one that waits longest first. Page {page} of {pages}.")
        }
    }
}

/// A line with its own button; with a tick box where there are several.
fn line(row: &WaitingRow, known: &Known, ticks: Option<&OpenTasksQuery>) -> Row {
    let id = row.task.to_string();
    let tick = ticks.map(|query| {
        let (value, label) = (id.clone(), format!("Select {}", row.title));
        let is_ticked = query.ticked == Ticks::All;
        cell(view! { <input type="checkbox" name="task" value=value checked=is_ticked aria-label=label/> })
    });
    let [task, role, policy, waiting] = task_cells(row, known.now);
    let about = format!("task-{id}");
    let described_by = about.clone();
    let task = cell(view! { <div id=about>{task}</div> });
    let href = format!("{}?task={id}", address::reassign(&known.detail.username));
    let reassign = cell(view! {
        <LinkButton href kind=ButtonKind::Secondary described_by>"Reassign"</LinkButton>
    });
    Row::new(tick.into_iter().chain([task, role, policy, waiting, reassign]))
}
