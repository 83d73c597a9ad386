//! `/me/roles-and-delegations`: the three regions of R15.

use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;
use services::access::{DelegateOwnRoles, ManageOwnProfile};
use services::delegates::Standing;
use services::role_delegations::Overview;

use super::form::OVERVIEW;
use super::tables::{held, lent, received};
use crate::context::{AppState, Viewer};
use crate::error::PageError;
use crate::features::delegates::rule_view::{Reader, rule_in_words};
use crate::render::Render;
use crate::ui::{EmptyState, LinkButton, PageHeading, Region};

const TITLE: &str = "Roles and Delegations";

/// The page.
pub(super) async fn show(
    render: Render,
    viewer: Viewer,
    State(state): State<AppState>,
) -> Result<Response, PageError> {
    let permitted = viewer.require_own::<DelegateOwnRoles>()?;
    let overview = state.services.roles_and_delegations(&permitted).await?;
    let standing = match viewer.require_own::<ManageOwnProfile>() {
        Ok(permitted) => Some(state.services.standing(&permitted).await?),
        Err(_) => None,
    };
    Ok(render.page(TITLE, move || view(&viewer, &overview, standing.as_ref())))
}

fn view(viewer: &Viewer, overview: &Overview, standing: Option<&Standing>) -> impl IntoView + use<> {
    let zone = viewer.zone();
    let lead =
        format!("What you have lent, what is lent to you, and until when. Your dates are days in {zone}.");
    let can_lend = overview.roles.iter().any(|role| role.cannot_lend.is_none());
    let delegate = can_lend
        .then(|| view! { <LinkButton href=format!("{OVERVIEW}/new")>"Delegate a role"</LinkButton> })
        .into_any();
    let others = match overview.lent.is_empty() {
        true => nothing_lent(can_lend),
        false => lent(&overview.lent, viewer.person).into_any(),
    };
    let to_me = match overview.received.is_empty() {
        true => view! {
            <EmptyState title="Nobody has lent you a role">"When somebody does, you see here what it gives and until when."</EmptyState>
        }
        .into_any(),
        false => received(&overview.received, viewer.person).into_any(),
    };
    let rule = standing.map(|standing| approvals(viewer, standing));
    let mine = held(&overview.roles);
    view! {
        <PageHeading title=TITLE lead/>
        <Region id="delegated-to-others" title="Roles and Approvals Delegated to Others" actions=delegate>
            {others}
            {rule}
        </Region>
        <Region id="delegated-to-me" title="Roles Delegated to Me">{to_me}</Region>
        <Region id="my-roles" title="My Roles">{mine}</Region>
    }
}

fn nothing_lent(can_lend: bool) -> AnyView {
    let next = match can_lend {
        true => "Lend a role, with its data, to somebody who stands in for you.",
        false => "None of your roles can be delegated. An IT security manager decides which can.",
    };
    view! { <EmptyState title="You have lent no role">{next}</EmptyState> }.into_any()
}

/// The task-delegation rule, which has its own form.
fn approvals(viewer: &Viewer, standing: &Standing) -> AnyView {
    let zone = viewer.zone();
    let reader = Reader {
        own: true,
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
