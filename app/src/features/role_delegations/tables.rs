//! Delegations as rows.

use chrono::{DateTime, Utc};
use domain::ids::PersonId;
use domain::role_delegation::{State, covered_in_words, end_date_not_included, last_day_in_words};
use domain::zone::{Zone, end_in_words_short, instant_in_words_short};
use leptos::prelude::*;
use services::role_delegations::{Held, Line};

use super::desk::Desk;
use crate::ui::{Bar, Column, Row, StateBadge, StateWord, Table, Tag, Time, cell};

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

/// The days that are covered with the last of them, the end date where that is another, and the instants that they mean with
/// their zone (R6, G1). Once it is over: the days on which it was in force, and small what was planned, where that differs (R11).
pub(super) fn period(line: &Line) -> AnyView {
    let planned = covered_in_words(line.period);
    let (days, last_day) = match line.days() {
        None => ("never in force".to_owned(), format!("planned: {planned}")),
        Some(days) if covered_in_words(days) != planned => (
            covered_in_words(days),
            format!("{}; planned: {planned}", last_day_in_words(days)),
        ),
        Some(_) => {
            let last_day = last_day_in_words(line.period);
            let last_day = match end_date_not_included(line.period) {
                Some(end_date) => format!("{last_day}; {end_date}"),
                None => last_day,
            };
            (planned, last_day)
        }
    };
    let zone = line.zone;
    let instants = match line.instants {
        (Some(from), Some(to)) => format!(
            "{} – {}, ",
            instant_in_words_short(from, zone),
            end_in_words_short(to, zone)
        ),
        (Some(from), None) => format!("{}, indefinite, ", instant_in_words_short(from, zone)),
        (None, _) => String::new(),
    };
    let hint = format!("{instants}{zone}");
    view! { {days}<br/><span class="hint">{last_day}<br/>{hint}</span> }.into_any()
}

fn state(line: &Line) -> AnyView {
    let reason = line.reason.filter(|_| !is_live(line.state));
    let badge = view! { <StateBadge state=state_word(line.state)/> };
    let waiting = directory_waits(line.directory_waits_since, line.zone);
    let waiting = waiting.map(|words| view! { <br/>{words} });
    view! { {badge}{reason.map(|reason| view! { <br/><span class="hint">{reason.in_words()}</span> })}{waiting} }
        .into_any()
}

/// That the directory lags behind what a delegation gives, and since when (R11): on every page that shows it.
pub(crate) fn directory_waits(since: Option<DateTime<Utc>>, zone: Zone) -> Option<AnyView> {
    since.map(|at| view! { <span class="hint">"directory: waiting since "<Time at zone/></span> }.into_any())
}

/// Who made it, and for whom where not for themselves (G4): "Hugo Lind for Ana Ruiz".
pub(super) fn made_by(line: &Line, reader: PersonId) -> String {
    let delegation = &line.delegation;
    let by = if delegation.created_by() == reader {
        "you"
    } else {
        &delegation.created_by_name
    };
    if delegation.created_by() == delegation.delegator() {
        by.to_owned()
    } else {
        format!("{by} for {}", delegation.delegator_name)
    }
}

/// What was lent as bars of the picture, in the order of the table.
pub(super) fn lent_bars(lines: &[Line]) -> Vec<Bar> {
    lines
        .iter()
        .map(|line| bar(line, '→', &line.delegation.proxy_name))
        .collect()
}

/// The same of what was received.
pub(super) fn received_bars(lines: &[Line]) -> Vec<Bar> {
    lines
        .iter()
        .map(|line| bar(line, '←', &line.delegation.delegator_name))
        .collect()
}

/// Of what is over the days on which it was in force; of what never was, its dates, struck out (R11).
fn bar(line: &Line, arrow: char, other: &str) -> Bar {
    let days = line.days().unwrap_or(line.period);
    Bar {
        label: format!("{} {arrow} {other}", line.delegation.role_name),
        state: state_word(line.state),
        first: days.starts_on(),
        last: days.last_day(),
    }
}

/// Where notices of a delegation lead.
fn anchor(line: &Line) -> String {
    format!("delegation-{}", line.delegation.id)
}

/// What was lent, with the way to change it. Nobody changes what was lent to them (R15, R16).
pub(super) fn lent(lines: &[Line], reader: PersonId, desk: &Desk) -> impl IntoView + use<> {
    let rows = lines.iter().map(|line| {
        let delegation = &line.delegation;
        let may_change = is_live(line.state) && delegation.proxy() != reader;
        let change = may_change.then(|| {
            let name = format!("Change {} for {}", delegation.role_name, delegation.proxy_name);
            view! { <a href=desk.edit_path(delegation.id) aria-label=name>"Change"</a> }
        });
        Row::new([
            cell(delegation.role_name.clone()),
            cell(delegation.proxy_name.clone()),
            period(line),
            state(line),
            cell(made_by(line, reader)),
            cell(change),
        ])
        .id(anchor(line))
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

/// What was received: nothing to edit (R15).
pub(super) fn received(lines: &[Line], reader: PersonId, name: Option<&str>) -> impl IntoView + use<> {
    let rows = lines.iter().map(|line| {
        let delegation = &line.delegation;
        Row::new([
            cell(delegation.role_name.clone()),
            cell(delegation.delegator_name.clone()),
            period(line),
            state(line),
            cell(made_by(line, reader)),
        ])
        .id(anchor(line))
    });
    let columns = vec![
        Column::row_header("Role"),
        Column::new("Delegator"),
        Column::new("Period"),
        Column::new("State"),
        Column::new("Made by"),
    ];
    let caption = format!("Roles delegated to {}", name.unwrap_or("me"));
    view! { <Table caption columns rows=rows.collect()/> }
}

/// What somebody holds, through what, and whether it can be lent (R2). `name`: theirs, where it is not the reader.
pub(super) fn held(roles: &[Held], name: Option<&str>) -> impl IntoView + use<> {
    let delegated = format!("delegated to {}", name.unwrap_or("you"));
    let rows = roles.iter().filter(|role| role.is_held()).map(|role| {
        let sources = [
            (role.is_granted, "granted".to_owned()),
            (role.is_autoprovisioned, "by a rule".to_owned()),
            (role.is_received, delegated.clone()),
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
    let caption = name.map_or_else(|| "My roles".to_owned(), |name| format!("{name}’s roles"));
    view! { <Table caption columns rows=rows.collect()/> }
}
