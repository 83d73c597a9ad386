//! `/me/roles-and-delegations`: the three regions of R15, and what was done in the reader's name (R23).

use axum::response::Response;
use leptos::prelude::*;
use services::access::ManageOwnProfile;
use services::audit::{DonePage, OwnFilter};
use services::delegates::Standing;
use services::role_delegations::{Lender, Overview};

use super::desk::{Asked, Desk};
use super::done_in_my_name as done;
use super::regions::regions;
use crate::context::Viewer;
use crate::error::PageError;
use crate::features::delegates::rule_view::{Reader, rule_in_words};
use crate::ui::{PageHeading, Region};

const TITLE: &str = "Roles and Delegations";

/// So much of what was done in the reader's name stands here.
const NEWEST: i64 = 10;

/// The page.
pub(super) async fn show(asked: &Asked) -> Result<Response, PageError> {
    let (viewer, services) = (&asked.viewer, &asked.services);
    let lender = asked.lender().await?;
    let overview = services
        .role_delegations()
        .roles_and_delegations(&lender.permitted)
        .await?;
    let standing = match viewer.require_own::<ManageOwnProfile>() {
        Ok(permitted) => Some(services.delegates().standing(&permitted).await?),
        Err(_) => None,
    };
    let done = services
        .audit()
        .done_in_my_name(viewer, &OwnFilter::default(), NEWEST)
        .await?;
    let (viewer, desk) = (viewer.clone(), asked.desk.clone());
    Ok(asked
        .render
        .page(TITLE, move || {
            let regions = view(&viewer, &desk, &lender, &overview, standing.as_ref());
            view! { {regions}{done_in_my_name(&viewer, &desk, done)} }
        })
        .await)
}

/// The newest of it, and the way to the rest.
fn done_in_my_name(viewer: &Viewer, desk: &Desk, page: DonePage) -> impl IntoView + use<> {
    let zone = viewer.zone();
    let all = page
        .more
        .then(|| view! { <a href=done::ALL>"Show all"</a> }.into_any());
    let body = if page.entries.is_empty() {
        done::nothing().into_any()
    } else {
        view! {
            <p class="region-lead hint">{done::lead(zone)}</p>
            {done::table(page, desk, zone)}
        }
        .into_any()
    };
    view! { <Region id="done-in-my-name" title=done::TITLE actions=all.unwrap_or_else(|| ().into_any())>{body}</Region> }
}

fn view(
    viewer: &Viewer,
    desk: &Desk,
    lender: &Lender,
    overview: &Overview,
    standing: Option<&Standing>,
) -> impl IntoView + use<> {
    let zone = viewer.zone();
    let lead =
        format!("What you have delegated and received, and until when. Your dates are days in {zone}.");
    let rule = standing.map(|standing| approvals(viewer, standing));
    view! {
        <PageHeading title=TITLE lead/>
        {regions(viewer, desk, lender, overview, rule)}
    }
}

/// The task-delegation rule, which has its own form.
fn approvals(viewer: &Viewer, standing: &Standing) -> AnyView {
    let zone = viewer.zone();
    let reader = Reader {
        own: true,
        opens_directory: false,
        zone,
        reader_zone: zone,
        now: standing.now,
    };
    let words = match &standing.rule {
        Some(rule) => rule_in_words(rule, reader).into_any(),
        None => view! { <p>"Your new approval tasks come to you."</p> }.into_any(),
    };
    view! {
        <div class="approvals-rule">
            <h3>"My approval tasks"</h3>
            {words}
            <p><a href="/profile/delegate">"Edit who gets your approval tasks"</a></p>
        </div>
    }
    .into_any()
}
