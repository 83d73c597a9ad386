//! What others did in the reader's name (R23): as rows, each with the way to end the delegation through which it was done.

use domain::zone::Zone;
use leptos::prelude::*;
use services::audit::{DoneInMyName, DonePage, Through};

use super::desk::Desk;
use super::form::{DatesAction, DatesAsk};
use crate::ui::{
    ButtonKind, Column, EmptyState, Person, PostForm, QuestionButton, QuestionDialog, Row, Table, Tag, Time,
    cell,
};

/// Where all of it is.
pub(super) const ALL: &str = "/me/roles-and-delegations/done-in-my-name";

/// How it is called.
pub(super) const TITLE: &str = "Done in my name";

/// What the times are, said once.
pub(super) fn lead(zone: Zone) -> String {
    format!(
        "What others did through the roles and tasks that you delegated, the newest first. Times are in {zone}."
    )
}

/// Nothing was done.
pub(super) fn nothing() -> impl IntoView {
    view! {
        <EmptyState title="Nothing was done in your name">
            "When a proxy uses a role that you delegated, or somebody decides a task that came to them from you, you see it here."
        </EmptyState>
    }
}

/// The rows, and the dialog in which they ask.
pub(super) fn table(page: DonePage, desk: &Desk, zone: Zone) -> impl IntoView + use<> {
    let columns = vec![
        Column::new("When"),
        Column::new("Who"),
        Column::row_header("What"),
        Column::new("Through"),
        Column::unlabelled("End"),
    ];
    let rows = page.entries.into_iter();
    let rows = rows.map(|entry| row(entry, desk, zone)).collect();
    view! {
        <Table caption=TITLE columns rows/>
        <QuestionDialog/>
    }
}

fn row(entry: DoneInMyName, desk: &Desk, zone: Zone) -> Row {
    let id = format!("done-{}", entry.id);
    let words = sentence(&entry.what);
    let what = match entry.task {
        Some(task) => view! { <a href=format!("/tasks/{task}")>{words}</a> }.into_any(),
        None => words.into_any(),
    };
    let record = entry.record.map(|(name, username)| {
        let username = format!(" ({username})");
        view! { <span class="hint">"On the record of "<bdi>{name}</bdi>{username}</span> }
    });
    let (through, end) = match entry.through {
        Through::Tasks => ("My approval tasks".into_any(), None),
        Through::Role { name, in_force: None } => {
            (view! { {name}<Tag>"no longer delegated"</Tag> }.into_any(), None)
        }
        Through::Role {
            name,
            in_force: Some(delegation),
        } => {
            let (action, described_by) = (desk.edit_path(delegation), id.clone());
            let end = view! {
                <PostForm action inline=true>
                    <input type="hidden" name="back" value="done"/>
                    // As on the delegation's own page (O3).
                    <input type="hidden" name="action" value=DatesAction::Ask.code()/>
                    <QuestionButton ask=DatesAsk::Delete.code() kind=ButtonKind::Quiet described_by>"End delegation"</QuestionButton>
                </PostForm>
            };
            (name.into_any(), Some(end))
        }
    };
    Row::new([
        cell(view! { <Time at=entry.at zone zone_is_said=true/> }),
        cell(view! { <Person username=entry.proxy_username name=entry.proxy/> }),
        cell(view! { <span id=id>{what}</span>{record} }),
        through,
        cell(end),
    ])
}

/// What was done begins in small letters, so that it can follow a name.
fn sentence(what: &str) -> String {
    let mut letters = what.chars();
    let first = letters.next().map(|letter| letter.to_uppercase());
    first.into_iter().flatten().chain(letters).collect()
}
