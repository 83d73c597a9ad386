//! The three regions of R15, of oneself or of somebody on whose behalf one acts (R16).

use leptos::prelude::*;
use services::role_delegations::{Lender, Overview};

use super::desk::Desk;
use super::tables::{held, lent, lent_bars, received, received_bars};
use crate::context::Viewer;
use crate::ui::{EmptyState, LinkButton, Region, Span, Timeline};

/// The regions. `rule` is the task-delegation rule.
pub(crate) fn regions(
    viewer: &Viewer,
    desk: &Desk,
    lender: &Lender,
    overview: &Overview,
    rule: Option<AnyView>,
) -> impl IntoView + use<> {
    let can_lend = overview.roles.iter().any(|role| role.cannot_lend.is_none());
    let delegate = can_lend
        .then(|| view! { <LinkButton href=desk.new_path()>"Delegate a role"</LinkButton> })
        .into_any();
    let name = lender.account.as_ref().map(|person| person.display_name.as_str());
    let (others, to_them) = (
        to_others(viewer, desk, name, overview),
        to_them(viewer, name, overview),
    );
    let (lent, received) = (
        pictures(lender, overview, Picture::Lent),
        pictures(lender, overview, Picture::Received),
    );
    let mine = held(&overview.roles, name);
    let (received_title, mine_title) = match name {
        None => ("Roles Delegated to Me".to_owned(), "My Roles".to_owned()),
        Some(name) => (format!("Roles Delegated to {name}"), format!("{name}’s Roles")),
    };
    view! {
        <Region id="delegated-to-others" title="Roles and Approvals Delegated to Others" actions=delegate>
            {lent}
            {others}
            {rule}
        </Region>
        <Region id="delegated-to-me" title=received_title>
            {received}
            {to_them}
        </Region>
        <Region id="my-roles" title=mine_title>{mine}</Region>
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Picture {
    Lent,
    Received,
}

/// Both pictures show the same days, so that they can be compared.
fn pictures(lender: &Lender, overview: &Overview, which: Picture) -> impl IntoView + use<> {
    let today = lender.zone.today(overview.now);
    let (lent, received) = (lent_bars(&overview.lent), received_bars(&overview.received));
    let span = Span::around(today, lent.iter().chain(&received));
    let (id, name, bars) = match which {
        Picture::Lent => (
            "timeline-delegated",
            "Timeline of roles delegated to others".to_owned(),
            lent,
        ),
        Picture::Received => {
            let to = lender
                .account
                .as_ref()
                .map_or("me", |person| &person.display_name);
            (
                "timeline-received",
                format!("Timeline of roles delegated to {to}"),
                received,
            )
        }
    };
    view! { <Timeline id name bars span today/> }
}

fn to_others(viewer: &Viewer, desk: &Desk, name: Option<&str>, overview: &Overview) -> AnyView {
    if !overview.lent.is_empty() {
        return lent(&overview.lent, viewer.person, desk).into_any();
    }
    let can_lend = overview.roles.iter().any(|role| role.cannot_lend.is_none());
    let (title, next) = match (name, can_lend) {
        (None, true) => (
            "You have delegated no role".to_owned(),
            "Delegate a role, with its data, to somebody who stands in for you.",
        ),
        (None, false) => (
            "You have delegated no role".to_owned(),
            "None of your roles can be delegated. An IT security manager decides which can.",
        ),
        (Some(name), true) => (
            format!("{name} has delegated no role"),
            "Delegate a role, with its data, to somebody who stands in for them.",
        ),
        (Some(name), false) => (
            format!("{name} has delegated no role"),
            "None of their roles can be delegated. An IT security manager decides which can.",
        ),
    };
    view! { <EmptyState title>{next}</EmptyState> }.into_any()
}

fn to_them(viewer: &Viewer, name: Option<&str>, overview: &Overview) -> AnyView {
    if !overview.received.is_empty() {
        return received(&overview.received, viewer.person, name).into_any();
    }
    let (title, next) = match name {
        None => (
            "Nobody has delegated a role to you".to_owned(),
            "When somebody does, you see here what it gives and until when.",
        ),
        Some(name) => (
            format!("Nobody has delegated a role to {name}"),
            "When somebody does, it stands here with what it gives and until when.",
        ),
    };
    view! { <EmptyState title>{next}</EmptyState> }.into_any()
}
