//! `/hr/accounts`: the people within one's data scope, by name, with search (R16).

use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use services::access::ManageUserAccounts;
use services::hr_accounts::Accounts;

use crate::context::{AppState, Viewer};
use crate::error::PageError;
use crate::features::directory::address;
use crate::features::role_delegations::desk::ACCOUNTS;
use crate::render::Render;
use crate::ui::{
    Chip, Column, EmptyState, FilterBar, ListPager, PageHeading, Row, StateBadge, Table, TextField, cell,
};

const TITLE: &str = "Manage User Account";

/// As typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct AccountsQuery {
    q: String,
    after: String,
}

impl AccountsQuery {
    fn href(&self, after: &str) -> String {
        address::list(ACCOUNTS, &[("q", &self.q), ("after", after)])
    }
}

/// The page.
pub(super) async fn show(
    render: Render,
    viewer: Viewer,
    State(state): State<AppState>,
    Query(query): Query<AccountsQuery>,
) -> Result<Response, PageError> {
    let permitted = viewer.require_own::<ManageUserAccounts>()?;
    let accounts = state
        .services
        .accounts(&permitted, &query.q, &query.after)
        .await?;
    Ok(render.page(TITLE, move || view(&query, &accounts)))
}

fn view(query: &AccountsQuery, accounts: &Accounts) -> impl IntoView + use<> {
    let chips = if query.q.is_empty() {
        Vec::new()
    } else {
        vec![Chip {
            label: format!("Search: {}", query.q),
            href: ACCOUNTS.to_owned(),
        }]
    };
    let body = if accounts.people.is_empty() {
        empty(query)
    } else {
        table(accounts).into_any()
    };
    let next = accounts.people.last().filter(|_| accounts.more);
    let next = next.map(|last| query.href(&last.place));
    let first = (!query.after.is_empty()).then(|| query.href(""));
    let typed = query.q.clone();
    view! {
        <PageHeading title=TITLE lead="Find a person to see what they have delegated and received, and to delegate a role on their behalf."/>
        <FilterBar path=ACCOUNTS chips>
            <TextField name="q" label="Search" kind="search" value=typed/>
        </FilterBar>
        {body}
        <ListPager first next/>
    }
}

fn empty(query: &AccountsQuery) -> AnyView {
    if query.q.is_empty() && query.after.is_empty() {
        return view! {
            <EmptyState title="Nobody is in your data scope">"Your role reaches nobody on whose behalf you could act."</EmptyState>
        }
        .into_any();
    }
    view! { <EmptyState title="Nobody matches"><a href=ACCOUNTS>"Show everyone"</a></EmptyState> }.into_any()
}

fn table(accounts: &Accounts) -> impl IntoView + use<> {
    let columns = vec![
        Column::row_header("Name"),
        Column::new("Department"),
        Column::new("Status"),
    ];
    let rows = accounts.people.iter().map(|person| {
        let href = format!(
            "{ACCOUNTS}/{}",
            utf8_percent_encode(&person.username, NON_ALPHANUMERIC)
        );
        let state = person.activity().state(accounts.now).into();
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
    });
    view! { <Table caption="People by name" columns rows=rows.collect()/> }
}
