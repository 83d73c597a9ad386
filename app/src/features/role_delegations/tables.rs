//! Delegations as rows.

use domain::dates::in_words;
use domain::ids::PersonId;
use domain::role_delegation::State;
use leptos::prelude::*;
use services::role_delegations::{Held, Line};

use super::form::OVERVIEW;
use crate::ui::{Column, Row, StateBadge, StateWord, Table, Tag, Time, cell};

/// The word for a state.
pub(super) fn state_word(state: State) -> StateWord {
    match state {
        State::Scheduled => StateWord::Scheduled,
        State::InForce => StateWord::InForce,
        State::Suspended => StateWord::Suspended,
        State::Ended => StateWord::Ended,
        State::Cancelled => StateWord::Cancelled,
    }
}

/// Whether something is still to come of it.
pub(super) fn is_live(state: State) -> bool {
    matches!(state, State::Scheduled | State::InForce | State::Suspended)
}

/// The days, with the zone where it is not the reader's (G1).
fn period(line: &Line) -> AnyView {
    let starts_on = in_words(line.period.starts_on());
    let (days, hint) = match line.period.ends_on() {
        Some(end) => (format!("{starts_on} – {}", in_words(end)), None),
        None => (format!("from {starts_on}"), Some("indefinite")),
    };
    let zone = line.zone.name();
    let hint = hint.map_or_else(|| zone.to_owned(), |hint| format!("{hint}, {zone}"));
    view! { {days}<br/><span class="hint">{hint}</span> }.into_any()
}

fn state(line: &Line) -> AnyView {
    let reason = line.delegation.end_reason().filter(|_| !is_live(line.state));
    let badge = view! { <StateBadge state=state_word(line.state)/> };
    let waiting = line.directory_waits_since.map(|at| {
        let zone = line.zone;
        view! { <br/><span class="hint">"directory: waiting since "<Time at zone/></span> }
    });
    view! { {badge}{reason.map(|reason| view! { <br/><span class="hint">{reason.in_words()}</span> })}{waiting} }
        .into_any()
}

fn made_by(line: &Line, reader: PersonId) -> String {
    match line.delegation.created_by() == reader {
        true => "you".to_owned(),
        false => line.delegation.created_by_name.clone(),
    }
}

/// What one lent, with the way to change it.
pub(super) fn lent(lines: &[Line], reader: PersonId) -> impl IntoView + use<> {
    let rows = lines.iter().map(|line| {
        let delegation = &line.delegation;
        let change = is_live(line.state).then(|| {
            let name = format!("Change {} for {}", delegation.role_name, delegation.proxy_name);
            view! { <a href=format!("{OVERVIEW}/{}/edit", delegation.id) aria-label=name>"Change"</a> }
        });
        Row::new([
            cell(delegation.role_name.clone()),
            cell(delegation.proxy_name.clone()),
            period(line),
            state(line),
            cell(made_by(line, reader)),
            cell(change),
        ])
    });
    let columns = vec![
        Column::row_header("Role"),
        Column::new("Proxy"),
        Column::new("Period"),
        Column::new("State"),
        Column::new("Made by"),
        Column::unlabelled("Change"),
    ];
    view! { <Table caption="Roles delegated to others" columns rows=rows.collect()/> }
}

/// What one received: nothing to edit (R15).
pub(super) fn received(lines: &[Line], reader: PersonId) -> impl IntoView + use<> {
    let rows = lines.iter().map(|line| {
        let delegation = &line.delegation;
        Row::new([
            cell(delegation.role_name.clone()),
            cell(delegation.delegator_name.clone()),
            period(line),
            state(line),
            cell(made_by(line, reader)),
        ])
    });
    let columns = vec![
        Column::row_header("Role"),
        Column::new("Delegator"),
        Column::new("Period"),
        Column::new("State"),
        Column::new("Made by"),
    ];
    view! { <Table caption="Roles delegated to me" columns rows=rows.collect()/> }
}

/// What one holds, through what, and whether it can be lent (R2).
pub(super) fn held(roles: &[Held]) -> impl IntoView + use<> {
    let rows = roles.iter().filter(|role| role.is_held()).map(|role| {
        let sources = [
            (role.is_granted, "granted"),
            (role.is_autoprovisioned, "by a rule"),
            (role.is_received, "delegated to you"),
        ];
        let tags: Vec<_> = sources
            .into_iter()
            .filter(|(holds, _)| *holds)
            .map(|(_, words)| view! { <Tag>{words}</Tag> }.into_any())
            .collect();
        let lend = match role.cannot_lend {
            None => "Yes".to_owned(),
            Some(reason) => format!("No: {}", reason.in_words()),
        };
        Row::new([cell(role.name.clone()), cell(tags), cell(lend)])
    });
    let columns = vec![
        Column::row_header("Role"),
        Column::new("Held"),
        Column::new("Can be delegated"),
    ];
    view! { <Table caption="My roles" columns rows=rows.collect()/> }
}
