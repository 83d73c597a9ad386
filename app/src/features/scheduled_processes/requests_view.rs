//! The requests: filters, what each is about, how far it is, and trying one once more.

use domain::role_request::{RequestKind, RequestState};
use domain::zone::Zone;
use leptos::prelude::*;
use services::jobs::{JobPage, RequestLine};

use super::filter::{ListQuery, PATH};
use crate::list::{Filters, after_last};
use crate::retry::ALL;
use crate::ui::{
    Button, ButtonKind, Choice, Column, EmptyState, FilterBar, PageOrder, PostForm, Region, Row, Select,
    Table, TextField, Time, cell,
};

/// The region of requests.
pub(super) fn region(query: &ListQuery, page: &JobPage, zone: Zone) -> impl IntoView + use<> {
    let states = RequestState::ALL.map(|state| Choice::new(state.code(), state.in_words()));
    let kinds = RequestKind::ALL.map(|kind| Choice::new(kind.code(), kind.in_words()));
    let chips = query.chips();
    let is_filtered = !chips.is_empty() || !query.before.is_empty();
    let nobody = page
        .nobody
        .then(|| format!("Nobody has the username “{}”", query.person.trim()));
    let body = match (page.requests.is_empty(), is_filtered) {
        (false, _) => table(page, zone).into_any(),
        (true, true) => {
            view! { <EmptyState title="No request matches"><a href=PATH>"Show all of them"</a></EmptyState> }
                .into_any()
        }
        (true, false) => view! {
            <EmptyState title="There are no requests">
                "Each begin and end of a delegation, and each role granted or taken away, is one."
            </EmptyState>
        }
        .into_any(),
    };
    let retry_all = page.requests.iter().any(can_be_retried).then(|| {
        view! {
            <PostForm inline=true>
                <Button kind=ButtonKind::Secondary name="retry" value=ALL>"Retry all that failed"</Button>
            </PostForm>
        }
        .into_any()
    });
    let older = after_last(&page.requests, page.more_requests, |last| last.id.to_string());
    let pages = query
        .pages(("before", !query.before.is_empty()), older)
        .in_region("requests");
    let (state, kind, person) = (query.state.clone(), query.kind.clone(), query.person.clone());
    let actions = retry_all.unwrap_or_else(|| ().into_any());
    view! {
        <Region id="requests" title="Requests" actions>
            <FilterBar path=PATH chips>
                <Select name="state" label="State" choices=states.to_vec() selected=state prompt="Any"/>
                <Select name="kind" label="Kind" choices=kinds.to_vec() selected=kind prompt="Any"/>
                <TextField name="person" label="Person" value=person error=nobody/>
            </FilterBar>
            {body}
            {pages.links(PageOrder::NewestFirst)}
        </Region>
    }
}

fn can_be_retried(line: &RequestLine) -> bool {
    matches!(line.state, RequestState::Failed | RequestState::Faulted)
}

fn table(page: &JobPage, zone: Zone) -> impl IntoView + use<> {
    let columns = vec![
        Column::row_header("Request"),
        Column::new("Due"),
        Column::new("State"),
        Column::number("Attempts"),
        Column::new("Last error"),
        Column::unlabelled("Actions"),
    ];
    let rows = page.requests.iter().map(|line| row(line, page, zone)).collect();
    view! { <Table caption="Requests, the newest first" columns rows/> }
}

fn row(line: &RequestLine, page: &JobPage, zone: Zone) -> Row {
    let id = format!("request-{}", line.id);
    let describes = id.clone();
    let about = match &line.delegator_name {
        Some(delegator) => format!("{}, {delegator} to {}", line.role_name, line.person_name),
        None => format!("{} for {}", line.role_name, line.person_name),
    };
    let next = line.next_at.filter(|_| line.state == RequestState::Failed);
    let hint = match (line.state, line.applied_at) {
        (RequestState::Failed, _) => {
            next.map(|at| view! { "not before "<Time at zone zone_is_said=true/> }.into_any())
        }
        (RequestState::Pending, Some(_)) => Some("done in Locum, not yet sent".into_any()),
        (RequestState::Pending, None) if line.due_at > page.now => Some("waits for its day".into_any()),
        (RequestState::Pending, None) => Some("for the next run".into_any()),
        _ => line
            .finished_at
            .map(|at| view! { <Time at zone zone_is_said=true/> }.into_any()),
    };
    let value = line.id.to_string();
    let retry = can_be_retried(line).then(|| {
        view! {
            <PostForm inline=true>
                <Button kind=ButtonKind::Secondary name="retry" value=value described_by=describes>
                    "Retry"
                </Button>
            </PostForm>
        }
    });
    Row::new([
        cell(view! { <span id=id>{line.kind.in_words()}</span><span class="hint">{about}</span> }),
        cell(view! { <Time at=line.due_at zone zone_is_said=true/> }),
        cell(view! { {line.state.in_words()}{hint.map(|hint| view! { <span class="hint">{hint}</span> })} }),
        cell(line.attempts.to_string()),
        cell(line.last_error.clone().unwrap_or_else(|| "None".to_owned())),
        cell(retry),
    ])
}
