//! `/me/roles-and-delegations/done-in-my-name`: everything that others did in the reader's name, page by page (R23).

use axum::response::Response;
use domain::text::with_username;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use services::audit::{DonePage, MOST_DONE, OwnFilter, Proxy};

use super::desk::{Asked, Desk};
use super::done_in_my_name::{ALL, TITLE, lead, nothing, table};
use crate::context::Viewer;
use crate::error::PageError;
use crate::list::{Filters, after_last};
use crate::ui::{Choice, EmptyState, FilterBar, PageHeading, PageOrder, Select};

/// As it stands in the address.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct DoneQuery {
    proxy: String,
    #[serde(skip_serializing)]
    before: String,
}

impl DoneQuery {
    fn filter(&self) -> OwnFilter {
        // No username has control characters, and Postgres would not take a NUL.
        let proxy = self.proxy.trim().chars().filter(|letter| !letter.is_control());
        OwnFilter {
            proxy: Some(proxy.collect()).filter(|proxy: &String| !proxy.is_empty()),
            before: self.before.parse().ok(),
        }
    }
}

impl Filters for DoneQuery {
    fn path(&self) -> &str {
        ALL
    }

    fn words(&self, _: &str, value: &str) -> Option<String> {
        let username = value.trim();
        (!username.is_empty()).then(|| format!("Who: {username}"))
    }
}

/// The page.
pub(super) async fn show(asked: &Asked, query: DoneQuery) -> Result<Response, PageError> {
    let (viewer, services) = (&asked.viewer, &asked.services);
    let page = services
        .audit()
        .done_in_my_name(viewer, &query.filter(), MOST_DONE)
        .await?;
    let proxies = services.audit().who_acted_in_my_name(viewer).await?;
    let (viewer, desk) = (viewer.clone(), asked.desk.clone());
    Ok(asked
        .render
        .page(TITLE, move || view(&viewer, &desk, &query, page, proxies))
        .await)
}

fn view(
    viewer: &Viewer,
    desk: &Desk,
    query: &DoneQuery,
    page: DonePage,
    proxies: Vec<Proxy>,
) -> impl IntoView + use<> {
    let zone = viewer.zone();
    let older = after_last(&page.entries, page.more, |last| last.id.to_string());
    let pages = query.pages(("before", !query.before.is_empty()), older);
    let is_filtered = !query.proxy.trim().is_empty() || !query.before.is_empty();
    let body = match (page.entries.is_empty(), is_filtered) {
        (true, true) => view! {
            <EmptyState title="Nothing matches"><a href=ALL>"Show all of it"</a></EmptyState>
        }
        .into_any(),
        (true, false) => nothing().into_any(),
        (false, _) => table(page, desk, zone).into_any(),
    };
    let filters = (is_filtered || !proxies.is_empty()).then(|| filters(query, proxies));
    let overview = desk.overview();
    view! {
        <PageHeading title=TITLE lead=lead(zone)>
            <a href=overview>"Roles and Delegations"</a>
        </PageHeading>
        {filters}
        {body}
        {pages.links(PageOrder::NewestFirst)}
    }
}

fn filters(query: &DoneQuery, proxies: Vec<Proxy>) -> impl IntoView + use<> {
    let selected = query.proxy.trim().to_owned();
    let chosen = proxies.iter().find(|proxy| proxy.username == selected);
    let label = chosen.map_or(selected.clone(), |proxy| proxy.display_name.clone());
    let mut chips = query.chips();
    for chip in &mut chips {
        chip.label = format!("Who: {label}");
    }
    let choices = proxies
        .into_iter()
        .map(|proxy| {
            let words = with_username(&proxy.display_name, &proxy.username);
            Choice::new(proxy.username, words)
        })
        .collect();
    view! {
        <FilterBar path=ALL chips>
            <Select name="proxy" label="Who" choices selected prompt="Everybody"/>
        </FilterBar>
    }
}
