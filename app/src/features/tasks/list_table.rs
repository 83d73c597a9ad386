//! The lines of My tasks, each with its own buttons, and a tick box for the form below them.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use services::tasks::{Inbox, InboxRow};

use super::bulk_view::{FORM, Outcomes};
use super::form::{Action, Ask};
use super::list_query::ListQuery;
use super::since::waiting;
use crate::list::Ticks;
use crate::ui::{Button, ButtonRow, Column, PostForm, QuestionButton, Row, Table, Tag, cell};

pub(super) fn table(
    inbox: Inbox,
    with_ticks: bool,
    query: &ListQuery,
    outcomes: &Outcomes,
) -> impl IntoView + use<> {
    let mut columns = vec![
        Column::row_header("Task"),
        Column::new("Policy"),
        Column::new("Waiting"),
        Column::unlabelled("Decision"),
    ];
    if with_ticks {
        columns.insert(0, Column::select("Select"));
    }
    let rows = inbox.rows.into_iter().map(|row| {
        let is_ticked = query.ticked == Ticks::All || outcomes.is_ticked(row.task());
        let tick = with_ticks.then(|| cell(tick(&row, is_ticked)));
        Row::new(tick.into_iter().chain(line(row, inbox.now)))
    });
    let rows = rows.collect();
    view! { <Table caption="Open tasks, the oldest first" columns rows/> }
}

/// Belongs to the form below the table.
fn tick(row: &InboxRow, is_ticked: bool) -> impl IntoView + use<> {
    let label = format!("Select {}", row.title);
    // With its step (G5): a second click decides no second one.
    let (task, seen) = (row.task().to_string(), format!("{}:{}", row.task(), row.position));
    view! {
        <input type="checkbox" name="task" value=task form=FORM checked=is_ticked aria-label=label/>
        <input type="hidden" name="seen" value=seen form=FORM/>
    }
}

fn line(row: InboxRow, now: DateTime<Utc>) -> [AnyView; 4] {
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
    let (href, decision) = (format!("/tasks/{}", row.task()), decision_form(&row));
    let blocked = (!row.allows_delegation).then(|| view! { <span class="hint">"delegation disabled"</span> });
    [
        cell(view! {
            <a href=href>{row.title}</a>{tags}{pool}
            <span class="hint">{facts}</span>
        }),
        cell(view! { {row.policy_name}{blocked} }),
        cell(waiting(row.assigned_at, now)),
        cell(decision),
    ]
}

fn decision_form(row: &InboxRow) -> impl IntoView + use<> {
    let (task, step) = (row.task().to_string(), row.position.to_string());
    let action = format!("/tasks/{task}");
    view! {
        <PostForm inline=true>
            <input type="hidden" name="task" value=task/>
            <input type="hidden" name="step" value=step/>
            <ButtonRow>
                <Button name="action" value=Action::Approve.code()>"Approve"</Button>
                <QuestionButton ask=Ask::Deny.code() action>"Deny"</QuestionButton>
            </ButtonRow>
        </PostForm>
    }
}
