//! A table of people by name.

use leptos::prelude::*;

use crate::ui::{Column, Row, StateBadge, StateWord, Table, cell};

/// A line of the table.
pub(crate) struct PersonLine<'a> {
    /// Where the name leads.
    pub(crate) href: String,
    /// The name that is shown.
    pub(crate) name: &'a str,
    pub(crate) username: &'a str,
    pub(crate) department: Option<&'a str>,
    pub(crate) job: Option<&'a str>,
    /// Whether the person is active.
    pub(crate) state: StateWord,
}

/// The table.
pub(crate) fn people_by_name<'a>(lines: impl Iterator<Item = PersonLine<'a>>) -> AnyView {
    let columns = vec![
        Column::row_header("Name"),
        Column::new("Department"),
        Column::new("Status"),
    ];
    let rows = lines.map(|line| {
        let (href, name, username) = (line.href, line.name.to_owned(), line.username.to_owned());
        let department = line.department.map(str::to_owned);
        let job = line.job.map(str::to_owned);
        let job = job.map(|job| view! { <span class="hint">{job}</span> });
        let state = line.state;
        Row::new([
            cell(view! {
                <a href=href><bdi>{name}</bdi></a>
                <span class="hint">{username}</span>
            }),
            cell(view! { {department}{job} }),
            cell(view! { <StateBadge state/> }),
        ])
    });
    view! { <Table caption="People by name" columns rows=rows.collect()/> }.into_any()
}
