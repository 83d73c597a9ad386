//! `/`: My tasks, oldest first.

use axum::extract::{Query, State};
use axum::response::Response;
use chrono::{DateTime, SecondsFormat, Utc};
use domain::ids::TaskId;
use domain::zone::end_in_words_short;
use leptos::prelude::*;
use serde::Deserialize;
use services::access::WorkOnTasks;
use services::tasks::{Filter, Inbox, InboxRow};

use super::form::task_id;
use super::since::waiting;
use crate::context::{AppState, Viewer};
use crate::error::PageError;
use crate::render::Render;
use crate::ui::{
    Button, ButtonKind, ButtonRow, Chip, Choice, Column, EmptyState, FilterBar, Notice, NoticeKind,
    PageHeading, PostForm, Row, Select, Table, Tag, cell,
};

const TITLE: &str = "My tasks";

/// The filters, as they stand in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    kind: String,
    covering: String,
    after: String,
}

impl ListQuery {
    fn filter(&self) -> Filter {
        Filter {
            kind: Some(self.kind.clone())
                .filter(|kind| ["request", "review", "revoke"].contains(&kind.as_str())),
            delegated: match self.covering.as_str() {
                "others" => Some(true),
                "own" => Some(false),
                _ => None,
            },
            after: parse_after(&self.after),
        }
    }

    fn chips(&self) -> Vec<Chip> {
        let kind = kinds().into_iter().find(|(code, _)| *code == self.kind);
        let covering = coverings().into_iter().find(|(code, _)| *code == self.covering);
        let kind = kind.map(|(_, label)| Chip {
            label: label.to_owned(),
            href: self.href("", &self.covering),
        });
        let covering = covering.map(|(_, label)| Chip {
            label: label.to_owned(),
            href: self.href(&self.kind, ""),
        });
        kind.into_iter().chain(covering).collect()
    }

    fn href(&self, kind: &str, covering: &str) -> String {
        let set: Vec<String> = [("kind", kind), ("covering", covering)]
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if set.is_empty() {
            "/".to_owned()
        } else {
            format!("/?{}", set.join("&"))
        }
    }
}

fn kinds() -> [(&'static str, &'static str); 3] {
    [
        ("request", "Requests"),
        ("review", "Reviews"),
        ("revoke", "Revocations"),
    ]
}

fn coverings() -> [(&'static str, &'static str); 2] {
    [("own", "My own"), ("others", "For others")]
}

/// A place in the list: the instant and the task of its last line.
fn parse_after(text: &str) -> Option<(DateTime<Utc>, TaskId)> {
    let (at, task) = text.split_once('~')?;
    Some((
        DateTime::parse_from_rfc3339(at).ok()?.with_timezone(&Utc),
        task_id(task)?,
    ))
}

/// The page.
pub(super) async fn show(
    render: Render,
    viewer: Viewer,
    State(state): State<AppState>,
    Query(query): Query<ListQuery>,
) -> Result<Response, PageError> {
    let permitted = viewer.require_own::<WorkOnTasks>()?;
    let inbox = state.services.inbox(&permitted, &query.filter()).await?;
    Ok(render.page(TITLE, move || view(&viewer, &query, &inbox)))
}

fn view(viewer: &Viewer, query: &ListQuery, inbox: &Inbox) -> impl IntoView + use<> {
    let filtered = !query.chips().is_empty();
    let lead = lead(viewer, inbox, filtered || !query.after.is_empty());
    let older = inbox.more.then(|| inbox.rows.last()).flatten().map(|last| {
        let at = last.assigned_at.to_rfc3339_opts(SecondsFormat::Micros, true);
        let join = if filtered { "&" } else { "?" };
        format!(
            "{}{join}after={at}~{}",
            query.href(&query.kind, &query.covering),
            last.task()
        )
    });
    let newest = (!query.after.is_empty()).then(|| query.href(&query.kind, &query.covering));
    let choices = |words: Vec<(&'static str, &'static str)>| {
        words
            .into_iter()
            .map(|(code, label)| Choice::new(code, label))
            .collect::<Vec<_>>()
    };
    let (kind, covering, chips) = (query.kind.clone(), query.covering.clone(), query.chips());
    view! {
        <PageHeading title=TITLE lead/>
        {away_notice(viewer)}
        {(filtered || viewer.open_tasks > 0).then(move || view! {
            <FilterBar path="/" chips>
                <Select name="kind" label="Kind" prompt="All kinds" choices=choices(kinds().to_vec()) selected=kind/>
                <Select name="covering" label="Whose" prompt="Everybody’s" choices=choices(coverings().to_vec()) selected=covering/>
            </FilterBar>
        })}
        {match inbox.rows.is_empty() {
            true => empty(filtered).into_any(),
            false => table(inbox).into_any(),
        }}
        {(newest.is_some() || older.is_some()).then(|| view! { <nav class="pager" aria-label="Pages">
            {newest.map(|href| view! { <a class="button button-secondary" href=href rel="first">"Back to the oldest"</a> })}
            {older.map(|href| view! { <a class="button button-secondary" href=href rel="next">"Next"</a> })}
        </nav> })}
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
        Some(until) => format!("You are away until {}.", end_in_words_short(until, viewer.zone())),
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

fn table(inbox: &Inbox) -> impl IntoView + use<> {
    let columns = vec![
        Column::row_header("Task"),
        Column::new("Policy"),
        Column::new("Waiting"),
        Column::unlabelled("Decision"),
    ];
    let rows = inbox.rows.iter().map(|row| line(row, inbox.now)).collect();
    view! { <Table caption="Open tasks, the oldest first" columns rows/> }
}

fn line(row: &InboxRow, now: DateTime<Utc>) -> Row {
    // Most people ask for themselves: only another name is worth a line.
    let by = row.requester.as_ref().filter(|name| **name != row.subject);
    let by = by.map(|name| format!("asked by {name} · ")).unwrap_or_default();
    let role = row
        .role
        .as_ref()
        .map(|role| format!(" · {role}"))
        .unwrap_or_default();
    let facts = format!(
        "{}{role} · {by}step {} of {}",
        row.subject, row.position, row.steps
    );
    let tags: Vec<_> = row
        .standing_in_for
        .iter()
        .map(|name| view! { <Tag>{format!("for {name}")}</Tag> })
        .collect();
    let pool = row
        .pool
        .as_ref()
        .map(|role| view! { <Tag>{format!("all who hold {role}")}</Tag> });
    let blocked = (!row.allows_delegation).then(|| view! { <span class="hint">"delegation disabled"</span> });
    Row::new([
        cell(view! {
            <a href=format!("/tasks/{}", row.task())>{row.title.clone()}</a>{tags}{pool}
            <span class="hint">{facts}</span>
        }),
        cell(view! { {row.policy_name.clone()}{blocked} }),
        cell(waiting(row.assigned_at, now)),
        cell(decision_form(row)),
    ])
}

fn decision_form(row: &InboxRow) -> impl IntoView + use<> {
    let (task, step) = (row.task().to_string(), row.position.to_string());
    view! {
        <PostForm inline=true>
            <input type="hidden" name="task" value=task/>
            <input type="hidden" name="step" value=step/>
            <ButtonRow>
                <Button name="action" value="approve">"Approve"</Button>
                <Button kind=ButtonKind::Secondary name="action" value="deny">"Deny"</Button>
            </ButtonRow>
        </PostForm>
    }
}
