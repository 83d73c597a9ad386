//! `/security-console/users`: everyone by name, with search.

use axum::extract::Query;
use axum::response::Response;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use services::access::ManageSecurity;
use services::security_console::PeopleList;

use super::user_form::{USERS, person_path};
use crate::error::PageError;
use crate::list::Filters;
use crate::list::people::{PersonLine, people_by_name};
use crate::request_context::RequestContext;
use crate::ui::{EmptyState, FilterBar, PageHeading, PageOrder, TextField};

const TITLE: &str = "Users";

/// As typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct UsersQuery {
    q: String,
    #[serde(skip_serializing)]
    after: String,
}

impl Filters for UsersQuery {
    fn path(&self) -> &str {
        USERS
    }

    fn words(&self, _: &str, value: &str) -> Option<String> {
        Some(format!("Search: {value}"))
    }
}

/// The page.
pub(super) async fn show(
    context: RequestContext,
    Query(query): Query<UsersQuery>,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<ManageSecurity>()?;
    let people = context
        .services
        .security_console()
        .people(&permitted, &query.q, &query.after)
        .await?;
    Ok(context.render.page(TITLE, move || view(query, &people)).await)
}

fn view(query: UsersQuery, list: &PeopleList) -> impl IntoView + use<> {
    let chips = query.chips();
    let body = if list.people.is_empty() {
        view! { <EmptyState title="Nobody matches"><a href=USERS>"Show everyone"</a></EmptyState> }.into_any()
    } else {
        table(list)
    };
    let too_many = list
        .too_many
        .then(|| view! { <p class="hint">"The best 50 matches. Type more of the name to find others."</p> });
    let pages = query.pages(("after", !query.after.is_empty()), list.next.clone());
    view! {
        <PageHeading title=TITLE lead="Who holds what, who may delegate it, and whose account is open."/>
        <FilterBar path=USERS chips>
            <TextField name="q" label="Search" kind="search" value=query.q/>
        </FilterBar>
        {body}
        {too_many}
        {pages.links(PageOrder::Own)}
    }
}

fn table(list: &PeopleList) -> AnyView {
    people_by_name(list.people.iter().map(|person| PersonLine {
        href: person_path(&person.username),
        name: &person.display_name,
        username: &person.username,
        department: person.department.as_deref(),
        job: person.job.as_deref(),
        state: person.activity().state(list.now).into(),
    }))
}
