//! `/admin/access-reviews/{id}`: how far it is, for whom it waits, and each of its tasks.

use axum::extract::{Path, Query};
use axum::http::HeaderName;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::task::TaskState;
use domain::zone::Zone;
use islands::codes::lenient;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use services::access::RunAccessReviews;
use services::access_reviews::{Information, Item, Overview, Place, Shown};

use super::address::title;
use super::unfinished_view::{being_started, broken_off};
use crate::error::PageError;
use crate::features::operations::page::{AGAIN, Refresh};
use crate::features::tasks::page_detail::state_word;
use crate::list::Filters;
use crate::request_context::RequestContext;
use crate::ui::{
    Column, Day, EmptyState, Facts, PageHeading, PageOrder, Region, Row, StateBadge, Table, Tag, Time, cell,
};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct DetailQuery {
    /// A state, or `information`.
    show: String,
    /// The last line of the page before: person, role, delegator.
    after: String,
    /// Whether the page is loaded again while tasks are being made.
    #[serde(deserialize_with = "lenient")]
    refresh: Refresh,
}

impl DetailQuery {
    fn shown(&self) -> Shown {
        match self.show.as_str() {
            "information" => Shown::Information,
            code => Shown::Tasks(TaskState::from_code(code)),
        }
    }

    fn place(&self) -> Place {
        let mut ids = self.after.split('~').map(|id| id.parse().unwrap_or_default());
        Place {
            person: ids.next().unwrap_or_default(),
            role: ids.next().unwrap_or_default(),
            delegator: ids.next().unwrap_or_default(),
        }
    }
}

/// Reads a review's id from a path.
pub(super) fn review_id(text: &str) -> Result<i64, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

/// The page.
pub(super) async fn show(
    context: RequestContext,
    Path(id): Path<String>,
    Query(query): Query<DetailQuery>,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<RunAccessReviews>()?;
    let id = review_id(&id)?;
    let (shown, place) = (query.shown(), query.place());
    let (overview, more, now) = context
        .services
        .access_reviews()
        .read(&permitted, id, shown, place)
        .await?;
    let title = title(
        overview.review.role.as_deref(),
        overview.review.department.as_deref(),
    );
    let zone = context.viewer.zone();
    if overview.review.operation.is_some() {
        let refreshes = query.refresh == Refresh::On;
        let mut page = context
            .render
            .page(&title.clone(), move || {
                being_started(title, &overview, refreshes, zone, now)
            })
            .await;
        if refreshes {
            page.headers_mut()
                .insert(HeaderName::from_static("refresh"), AGAIN);
        }
        return Ok(page);
    }
    Ok(context
        .render
        .page(&title.clone(), move || {
            view(
                title,
                &overview,
                shown,
                place != Place::default(),
                more,
                zone,
                now,
            )
        })
        .await)
}

fn view(
    title: String,
    overview: &Overview,
    shown: Shown,
    is_later: bool,
    more: bool,
    zone: Zone,
    now: DateTime<Utc>,
) -> impl IntoView + use<> {
    let path = format!("/admin/access-reviews/{}", overview.review.id);
    let items = overview.items.iter().map(|item| item.place);
    let last = items
        .chain(overview.information.iter().map(|line| line.place))
        .next_back();
    let next = last
        .filter(|_| more)
        .map(|place| format!("{}~{}~{}", place.person, place.role, place.delegator));
    let pages = Lines::new(&path, shown).pages(("after", is_later), next);
    let lines = match shown {
        Shown::Information => information(&overview.information).into_any(),
        Shown::Tasks(_) => tasks(&overview.items, zone).into_any(),
    };
    let download = format!("{path}/result.csv");
    let (facts, progress) = (facts(overview, zone, now), progress(overview));
    let (waiting, refused) = (waiting(overview), refused(overview));
    let tabs = tabs(overview, &path, shown);
    let broken_off = broken_off(overview);
    view! {
        <PageHeading title>
            <a href=download download="access-review.csv">"Download CSV"</a>
        </PageHeading>
        {broken_off}
        {facts}
        {progress}
        {waiting}
        {refused}
        <Region id="lines" title="What it covers">
            {tabs}
            {lines}
            {pages.links(PageOrder::NewestFirst)}
        </Region>
    }
}

/// One of the lists of what the review covers.
#[derive(Debug, Clone, Copy, Serialize)]
struct Lines<'a> {
    /// The page of the review.
    #[serde(skip)]
    path: &'a str,
    show: &'static str,
}

impl<'a> Lines<'a> {
    fn new(path: &'a str, shown: Shown) -> Self {
        let show = match shown {
            Shown::Information => "information",
            Shown::Tasks(state) => state.map(TaskState::code).unwrap_or_default(),
        };
        Self { path, show }
    }
}

impl Filters for Lines<'_> {
    fn path(&self) -> &str {
        self.path
    }

    fn words(&self, _: &str, value: &str) -> Option<String> {
        Some(value.to_owned())
    }
}

fn count(overview: &Overview, wanted: TaskState) -> i64 {
    let of_state = overview.counts.iter().find(|(state, _)| *state == wanted);
    of_state.map_or(0, |(_, count)| *count)
}

pub(super) fn facts(overview: &Overview, zone: Zone, now: DateTime<Utc>) -> impl IntoView + use<> {
    let review = &overview.review;
    let is_overdue = review.due_at <= now && count(overview, TaskState::Open) > 0;
    let overdue = is_overdue.then(|| view! { <Tag>"overdue"</Tag> });
    let (started, due) = (review.started_at, review.due_on);
    let facts = vec![
        ("Started by", review.initiator.clone().into_any()),
        ("Started", view! { <Time at=started zone/> }.into_any()),
        ("Due", view! { <Day date=due/>{overdue} }.into_any()),
    ];
    view! { <Facts facts/> }
}

/// How much is decided, in words and as a bar.
fn progress(overview: &Overview) -> impl IntoView + use<> {
    let all: i64 = overview.counts.iter().map(|(_, count)| count).sum();
    let open = count(overview, TaskState::Open);
    let done = all - open;
    let words = format!(
        "{done} of {all} decided: {} kept, {} revoked, {} cancelled. {open} open.",
        count(overview, TaskState::Approved),
        count(overview, TaskState::Denied),
        count(overview, TaskState::Cancelled),
    );
    view! {
        <div class="review-progress">
            <label for="progress">{words}</label>
            <progress id="progress" max=all.to_string() value=done.to_string()></progress>
        </div>
    }
}

fn waiting(overview: &Overview) -> Option<impl IntoView + use<>> {
    if overview.waiting.is_empty() {
        return None;
    }
    let rows = overview.waiting.iter().map(|waiting| {
        let name = if waiting.is_pool {
            format!("Everyone who holds {}", waiting.name)
        } else {
            waiting.name.clone()
        };
        Row::new([cell(name), cell(waiting.open.to_string())])
    });
    let rows = rows.collect();
    let columns = vec![Column::row_header("Approver"), Column::number("Open tasks")];
    Some(view! {
        <Region id="waiting" title="Waits for">
            <Table caption="Open tasks by approver, the most first" columns rows/>
        </Region>
    })
}

/// Grants for which nobody may decide (T12).
fn refused(overview: &Overview) -> Option<impl IntoView + use<>> {
    if overview.refusals == 0 {
        return None;
    }
    let rows = overview.refused.iter().map(|refused| {
        Row::new([
            cell(refused.subject.clone()),
            cell(refused.role_name.clone()),
            cell(refused.reason.clone()),
        ])
    });
    let rows = rows.collect();
    let columns = vec![
        Column::row_header("Person"),
        Column::new("Role"),
        Column::new("Why"),
    ];
    let untold = usize::try_from(overview.refusals)
        .unwrap_or_default()
        .saturating_sub(overview.refused.len());
    let untold = (untold > 0).then(|| view! { <p class="hint">{format!("and {untold} more")}</p> });
    Some(view! {
        <Region id="refused" title="Without a task">
            <Table caption="Roles for which no task could be made" columns rows/>
            {untold}
        </Region>
    })
}

fn tabs(overview: &Overview, path: &str, current: Shown) -> impl IntoView + use<> {
    let all: i64 = overview.counts.iter().map(|(_, count)| count).sum();
    let mut tabs = vec![(Shown::Tasks(None), format!("All {all}"))];
    tabs.extend(TaskState::ALL.map(|state| {
        let label = format!("{} {}", state.in_words(), count(overview, state));
        (Shown::Tasks(Some(state)), label)
    }));
    tabs.push((Shown::Information, "For information".to_owned()));
    let tabs: Vec<_> = tabs
        .into_iter()
        .map(|(shown, label)| {
            let href = Lines::new(path, shown).href(&[]);
            let is_current = (shown == current).then_some("page");
            view! { <li><a href=href aria-current=is_current>{label}</a></li> }
        })
        .collect();
    view! { <nav class="tabs" aria-label="States"><ul>{tabs}</ul></nav> }
}

fn tasks(items: &[Item], zone: Zone) -> impl IntoView + use<> {
    if items.is_empty() {
        return view! { <EmptyState title="No task is in that state"/> }.into_any();
    }
    let columns = vec![
        Column::row_header("Person"),
        Column::new("Role"),
        Column::new("State"),
        Column::new("By"),
    ];
    let rows = items.iter().map(|item| task(item, zone)).collect();
    view! { <Table caption="Tasks of this review" columns rows/> }.into_any()
}

fn task(item: &Item, zone: Zone) -> Row {
    let state = state_word(item.state);
    let by = match (&item.decided_by, item.decided_at, item.state) {
        (_, _, TaskState::Open) => {
            let words = format!("waits for {}", item.asked.join(" or "));
            view! { {words} }.into_any()
        }
        (Some(by), Some(at), _) => {
            let by = match &item.decided_for {
                Some(other) => format!("{by} for {other}"),
                None => by.clone(),
            };
            let reason = item
                .reason
                .clone()
                .map(|reason| view! { <span class="hint">{reason}</span> });
            view! { {by}", "<Time at zone/>{reason} }.into_any()
        }
        _ => ().into_any(),
    };
    let department = item.department.clone().unwrap_or_default();
    Row::new([
        cell(view! {
            <a href=format!("/tasks/{}", item.task)>{item.subject.clone()}</a>
            <span class="hint">{department}</span>
        }),
        cell(item.role_name.clone()),
        cell(view! { <StateBadge state/> }),
        cell(by),
    ])
}

/// Roles that come and go by themselves: nobody is asked about them.
fn information(lines: &[Information]) -> impl IntoView + use<> {
    if lines.is_empty() {
        return view! {
            <EmptyState title="There is nothing else">"Autoprovisioned and delegated roles are listed here: nobody is asked about them."</EmptyState>
        }
        .into_any();
    }
    let columns = vec![
        Column::row_header("Person"),
        Column::new("Role"),
        Column::new("Through"),
    ];
    let rows = lines.iter().map(|line| {
        let through = match &line.delegator_name {
            Some(name) => format!("delegated by {name}"),
            None => "autoprovisioned by a rule".to_owned(),
        };
        let department = line.department.clone().unwrap_or_default();
        Row::new([
            cell(view! { {line.subject.clone()}<span class="hint">{department}</span> }),
            cell(line.role_name.clone()),
            cell(through),
        ])
    });
    let rows = rows.collect();
    view! {
        <p class="hint">"These come and go with their rule or their delegation: nobody is asked about them."</p>
        <Table caption="For information only" columns rows/>
    }
    .into_any()
}
