//! What others did in the reader's name (R23): as rows, each with the way to end the delegation through which it was done.

use domain::privilege::DataScope;
use domain::zone::Zone;
use leptos::prelude::*;
use services::audit::{DoneInMyName, DonePage, Through};
use services::role_delegations::{MOST, Reach};

use super::desk::Desk;
use crate::ui::{
    AskButton, Button, ButtonKind, Column, ConfirmDialog, EmptyState, Person, Row, Table, Tag, Time, cell,
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

/// The rows, and the questions that they ask.
pub(super) fn table(page: &DonePage, desk: &Desk, zone: Zone) -> impl IntoView + use<> {
    let columns = vec![
        Column::new("When"),
        Column::new("Who"),
        Column::row_header("What"),
        Column::new("Through"),
        Column::unlabelled("End"),
    ];
    let rows = page.entries.iter().map(|entry| row(entry, zone)).collect();
    let questions: Vec<_> = page
        .in_force
        .iter()
        .map(|reach| question(reach, desk).into_any())
        .collect();
    view! {
        <Table caption=TITLE columns rows/>
        {questions}
    }
}

fn row(entry: &DoneInMyName, zone: Zone) -> Row {
    let id = format!("done-{}", entry.id);
    let words = sentence(&entry.what);
    let what = match entry.task {
        Some(task) => view! { <a href=format!("/tasks/{task}")>{words}</a> }.into_any(),
        None => words.into_any(),
    };
    let record = entry.record.as_ref().map(|(name, username)| {
        let username = format!(" ({username})");
        view! { <span class="hint">"On the record of "<bdi>{name.clone()}</bdi>{username}</span> }
    });
    let (through, end) = match &entry.through {
        Through::Tasks => ("My approval tasks".into_any(), None),
        Through::Role { name, in_force: None } => (
            view! { {name.clone()}<Tag>"no longer delegated"</Tag> }.into_any(),
            None,
        ),
        Through::Role {
            name,
            in_force: Some(delegation),
        } => {
            let (dialog, described_by) = (dialog(*delegation), id.clone());
            let end = view! { <AskButton dialog described_by>"End delegation"</AskButton> };
            (name.clone().into_any(), Some(end))
        }
    };
    Row::new([
        cell(view! { <Time at=entry.at zone zone_is_said=true/> }),
        cell(view! { <Person username=entry.proxy_username.clone() name=entry.proxy.clone()/> }),
        cell(view! { <span id=id>{what}</span>{record} }),
        through,
        cell(end),
    ])
}

fn dialog(delegation: i64) -> String {
    format!("end-{delegation}")
}

fn question(reach: &Reach, desk: &Desk) -> impl IntoView + use<> {
    let (proxy, role) = (&reach.proxy, &reach.role);
    let title = format!("End the delegation of {role} to {proxy}?");
    let fields = vec![("version", reach.version.to_string())];
    let (id, action) = (dialog(reach.id), desk.edit_path(reach.id));
    let consequence = ends(reach);
    view! {
        <ConfirmDialog id title consequence action fields>
            <Button kind=ButtonKind::Danger name="action" value="delete">"End delegation"</Button>
        </ConfirmDialog>
    }
}

/// What ends with a delegation that is in force, counted.
pub(super) fn ends(reach: &Reach) -> String {
    let loses = format!(
        "{} loses {} at once, whatever the dates.",
        reach.proxy, reach.role
    );
    let records = match (DataScope::from_code(&reach.data_scope), reach.people) {
        (Some(DataScope::Everyone), _) => Some("the records of everyone".to_owned()),
        (_, 0) => None,
        (_, 1) => Some("the records of 1 person".to_owned()),
        (_, people) => Some(format!("the records of {} people", counted(people))),
    };
    let tasks = match reach.tasks {
        0 => None,
        1 => Some("1 open task".to_owned()),
        tasks => Some(format!("{} open tasks", counted(tasks))),
    };
    match (records, tasks) {
        (None, None) => loses,
        (Some(one), None) | (None, Some(one)) => format!("{loses} The role reaches {one}."),
        (Some(records), Some(tasks)) => format!("{loses} The role reaches {records} and {tasks}."),
    }
}

fn counted(count: i64) -> String {
    if count > MOST {
        format!("more than {MOST}")
    } else {
        count.to_string()
    }
}

/// What was done begins in small letters, so that it can follow a name.
fn sentence(what: &str) -> String {
    let mut letters = what.chars();
    let first = letters.next().map(|letter| letter.to_uppercase());
    first.into_iter().flatten().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_is_counted_and_a_count_has_an_end() {
        let reach = |data_scope: &str, people, tasks| Reach {
            id: 1,
            version: 1,
            proxy: "Ben Ode".to_owned(),
            role: "Line manager".to_owned(),
            data_scope: data_scope.to_owned(),
            people,
            tasks,
        };
        let first = "Ben Ode loses Line manager at once, whatever the dates.";
        let table = [
            (reach("reports", 0, 0), String::new()),
            (
                reach("reports", 1, 0),
                " The role reaches the records of 1 person.".to_owned(),
            ),
            (
                reach("reports", 5, 1),
                " The role reaches the records of 5 people and 1 open task.".to_owned(),
            ),
            (
                reach("own", 0, 1_001),
                " The role reaches more than 1000 open tasks.".to_owned(),
            ),
            (
                reach("everyone", 0, 2),
                " The role reaches the records of everyone and 2 open tasks.".to_owned(),
            ),
        ];
        for (reach, rest) in table {
            assert_eq!(ends(&reach), format!("{first}{rest}"));
        }
    }
}
