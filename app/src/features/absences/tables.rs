//! Absences as rows, and the fields of their forms.

use domain::absence::State;
use domain::zone::{end_in_words_short, instant_in_words_short};
use leptos::prelude::*;
use services::absences::{Absence, Doer};

use super::form::kinds;
use crate::ui::{Choice, DateField, FieldRow, FormErrors, Select, StateBadge, StateWord};

/// The word for a state.
pub(super) fn badge(state: State) -> AnyView {
    let state = match state {
        State::Requested => StateWord::Requested,
        State::Approved => StateWord::Approved,
        State::Cancelled => StateWord::Cancelled,
    };
    view! { <StateBadge state/> }.into_any()
}

/// The days, with the instants that they mean and the zone they lie in (G1).
pub(super) fn days(absence: &Absence) -> AnyView {
    let days = absence.days().map(|days| days.in_words()).unwrap_or_default();
    let zone = absence.zone;
    let to = absence.ends_on.succ_opt().unwrap_or(absence.ends_on);
    let hint = format!(
        "{} – {}, {zone}",
        instant_in_words_short(zone.start_of_day(absence.starts_on), zone),
        end_in_words_short(zone.start_of_day(to), zone)
    );
    view! { {days}<br/><span class="hint">{hint}</span> }.into_any()
}

/// Who recorded and decided it, and in whose place: "Ben Ode for Ana Ruiz" (G4).
pub(super) fn doers(absence: &Absence) -> AnyView {
    let decided = absence.decided.as_ref().map(|doer| {
        let done = match absence.state {
            State::Cancelled => "Cancelled",
            _ => "Approved",
        };
        line(done, doer)
    });
    view! { {line("Recorded", &absence.recorded)}{decided} }.into_any()
}

fn line(done: &str, doer: &Doer) -> AnyView {
    let words = format!("{done} by {}", doer.in_words());
    view! { <span class="absence-doer">{words}</span> }.into_any()
}

/// Kind and days, of a form that records or changes an absence.
pub(super) fn fields(
    (selected, starts_on, ends_on): (String, String, String),
    errors: &FormErrors,
) -> AnyView {
    let mut choices = vec![Choice::new("", "Choose a kind")];
    choices.extend(kinds());
    let error = errors.of("kind");
    let (start_error, end_error) = (errors.of("starts_on"), errors.of("ends_on"));
    view! {
        <Select name="kind" label="Kind" choices selected error/>
        <FieldRow>
            <DateField name="starts_on" label="Start date" value=starts_on error=start_error/>
            <DateField name="ends_on" label="End date" value=ends_on error=end_error/>
        </FieldRow>
    }
    .into_any()
}
