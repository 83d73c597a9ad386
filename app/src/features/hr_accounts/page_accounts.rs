//! `/hr/accounts`: the people within one's data scope, by name, with search (R16).

use axum::extract::Query;
use axum::response::Response;
use leptos::prelude::*;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use services::access::ManageUserAccounts;
use services::hr_accounts::Accounts;

use crate::error::PageError;
use crate::features::role_delegations::desk::ACCOUNTS;
use crate::list::people::{PersonLine, people_by_name};
use crate::list::{Filters, after_last};
use crate::request_context::RequestContext;
use crate::ui::{EmptyState, FilterBar, PageHeading, PageOrder, TextField};

const TITLE: &str = "Manage User Account";

/// As typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct AccountsQuery {
    q: String,
    #[serde(skip_serializing)]
    after: String,
}

impl Filters for AccountsQuery {
    fn path(&self) -> &str {
        ACCOUNTS
    }

    fn words(&self, _: &str, value: &str) -> Option<String> {
        Some(format!("Search: {value}"))
    }
}

/// The page.
pub(super) async fn show(
    context: RequestContext,
    Query(query): Query<AccountsQuery>,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_own::<ManageUserAccounts>()?;
    let accounts = context
        .services
        .hr_accounts()
        .list(&permitted, &query.q, &query.after)
        .await?;
    Ok(context.render.page(TITLE, move || view(&query, &accounts)).await)
}

fn view(query: &AccountsQuery, accounts: &Accounts) -> impl IntoView + use<> {
    let chips = query.chips();
    let body = if accounts.people.is_empty() {
        empty(query)
    } else {
        table(accounts)
    };
    let next = after_last(&accounts.people, accounts.more, |last| last.place.clone());
    let pages = query.pages(("after", !query.after.is_empty()), next);
    let typed = query.q.clone();
    view! {
        <PageHeading title=TITLE lead="Find a person to see what they have delegated and received, and to delegate a role on their behalf."/>
        <FilterBar path=ACCOUNTS chips>
            <TextField name="q" label="Search" kind="search" value=typed/>
        </FilterBar>
        {body}
        {pages.links(PageOrder::Own)}
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

fn table(list: &Accounts) -> AnyView {
    people_by_name(list.people.iter().map(|person| PersonLine {
        href: format!(
            "{ACCOUNTS}/{}",
            utf8_percent_encode(&person.username, NON_ALPHANUMERIC)
        ),
        name: &person.display_name,
        username: &person.username,
        department: person.department.as_deref(),
        job: person.job.as_deref(),
        state: person.activity().state(list.now).into(),
    }))
}
