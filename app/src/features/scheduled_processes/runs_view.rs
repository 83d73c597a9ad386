//! The runs of the job.

use domain::zone::Zone;
use leptos::prelude::*;
use services::jobs::{JobPage, RunLine, TriggerKind};

use super::actions::in_words;
use super::filter::{ListQuery, PATH};
use crate::list::{Filters, after_last};
use crate::ui::{Column, EmptyState, PageOrder, Region, Row, Table, Time, cell};

/// The region of runs.
pub(super) fn region(query: &ListQuery, page: &JobPage, zone: Zone) -> impl IntoView + use<> {
    let body = match (page.runs.is_empty(), query.runs.is_empty()) {
        (false, _) => table(&page.runs, zone).into_any(),
        (true, false) => {
            view! { <EmptyState title="There are no older runs"><a href=PATH>"Show the newest"</a></EmptyState> }.into_any()
        }
        (true, true) => view! {
            <EmptyState title="The job has not run yet">"“Run now” runs it at once."</EmptyState>
        }
        .into_any(),
    };
    let older = after_last(&page.runs, page.more_runs, |last| last.run.id.to_string());
    let pages = query
        .pages(("runs", !query.runs.is_empty()), older)
        .in_region("runs");
    view! {
        <Region id="runs" title="Runs">
            {body}
            {pages.links(PageOrder::NewestFirst)}
        </Region>
    }
}

fn table(runs: &[RunLine], zone: Zone) -> impl IntoView + use<> {
    let columns = vec![
        Column::row_header("Started"),
        Column::new("Started by"),
        Column::new("Took"),
        Column::new("What it did"),
        Column::new("Node"),
    ];
    let rows = runs.iter().map(|line| row(line, zone)).collect();
    view! { <Table caption="Runs, the newest first" columns rows/> }
}

fn row(line: &RunLine, zone: Zone) -> Row {
    let run = &line.run;
    let by = match (run.trigger, &run.person) {
        (TriggerKind::Person, Some(name)) => name.clone(),
        (TriggerKind::Person, None) => "somebody".to_owned(),
        (TriggerKind::Schedule, _) => "the schedule".to_owned(),
        (TriggerKind::Command, _) => "the command".to_owned(),
        (TriggerKind::Takeover, _) => "taken over from a node that fell silent".to_owned(),
    };
    let took = match line.took() {
        None => "still running".to_owned(),
        Some(took) => match took.num_milliseconds() {
            short @ 0..1_000 => format!("{short} ms"),
            long => format!("{}.{} s", long / 1_000, long % 1_000 / 100),
        },
    };
    let did = match (&run.error, run.ended_at) {
        (Some(error), _) => view! { "Did not finish"<span class="hint">{error.clone()}</span> }.into_any(),
        (None, None) => view! { "" }.into_any(),
        (None, Some(_)) => match &line.counts {
            Some(counts) => in_words(counts).into_any(),
            None => view! { "Unknown"<span class="hint">"What it did cannot be read: the server's log says why."</span> }.into_any(),
        },
    };
    Row::new([
        cell(view! { <Time at=run.started_at zone zone_is_said=true/> }),
        cell(by),
        cell(took),
        cell(did),
        cell(view! { <span class="hint">{run.node.clone()}</span> }),
    ])
}
