//! `/security-console/users`: everyone by name, with search.

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;
use services::access::ManageSecurity;
use services::security_console::PeopleList;

use super::user_form::{USERS, person_path};
use crate::context::{AppState, Viewer};
use crate::error::PageError;
use crate::features::directory::address;
use crate::render::Render;
use crate::ui::{
    Chip, Column, EmptyState, FilterBar, ListPager, PageHeading, Row, StateBadge, Table, TextField, cell,
};

const TITLE: &str = "Users";

/// As typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct UsersQuery {
    q: String,
    after: String,
}

impl UsersQuery {
    fn href(&self, after: &str) -> String {
        address::list(USERS, &[("q", &self.q), ("after", after)])
    }
}

/// The page.
pub(super) async fn show(
    render: Render,
    viewer: Viewer,
    State(state): State<AppState>,
    Query(query): Query<UsersQuery>,
) -> Result<Response, PageError> {
    let permitted = viewer.require_everywhere::<ManageSecurity>()?;
    let people = state
        .services
        .console_people(&permitted, &query.q, &query.after)
        .await?;
    Ok(render.page(TITLE, move || view(&query, &people)))
}

fn view(query: &UsersQuery, list: &PeopleList) -> impl IntoView + use<> {
    let chips = if query.q.is_empty() {
        Vec::new()
    } else {
        vec![Chip {
            label: format!("Search: {}", query.q),
            href: USERS.to_owned(),
        }]
    };
    let body = if list.people.is_empty() {
        view! { <EmptyState title="Nobody matches"><a href=USERS>"Show everyone"</a></EmptyState> }.into_any()
    } else {
        table(list).into_any()
    };
    let too_many = list
        .too_many
        .then(|| view! { <p class="hint">"The best 50 matches. Type more of the name to find others."</p> });
    let next = list.next.as_deref().map(|after| query.href(after));
    let first = (!query.after.is_empty()).then(|| query.href(""));
    let typed = query.q.clone();
    view! {
        <PageHeading title=TITLE lead="Who holds what, who may delegate it, and whose account is open."/>
        <FilterBar path=USERS chips>
            <TextField name="q" label="Search" kind="search" value=typed/>
        </FilterBar>
        {body}
        {too_many}
        <ListPager first next/>
    }
}

fn table(list: &PeopleList) -> impl IntoView + use<> {
    let columns = vec![
        Column::row_header("Name"),
        Column::new("Department"),
        Column::new("Status"),
    ];
    let rows = list
        .people
        .iter()
        .map(|person| {
            let href = person_path(&person.username);
            let state = person.activity().state(list.now).into();
            let job = person
                .job
                .clone()
                .map(|job| view! { <span class="hint">{job}</span> });
            Row::new([
                cell(view! {
                    <a href=href><bdi>{person.display_name.clone()}</bdi></a>
                    <span class="hint">{person.username.clone()}</span>
                }),
                cell(view! { {person.department.clone()}{job} }),
                cell(view! { <StateBadge state/> }),
            ])
        })
        .collect();
    view! { <Table caption="People by name" columns rows/> }
}
