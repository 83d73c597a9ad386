//! "Start date" and "End date" side by side, with presets.

use chrono::NaiveDate;
use domain::date_presets::{end_after_weeks, next_monday, tomorrow};
use domain::dates::parse_date;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::presets::{Preset, presets};
use super::{FieldFrame, described_by};
use crate::erased;
use crate::typed::TypedText;

/// What stands in both fields.
#[derive(Debug, Clone, Copy)]
pub struct TypedDates {
    /// "Start date".
    pub starts_on: TypedText,
    /// "End date".
    pub ends_on: TypedText,
}

impl TypedDates {
    /// Fields that the server rendered with these.
    #[must_use]
    pub fn new(starts_on: String, ends_on: String) -> Self {
        Self {
            starts_on: TypedText::new(starts_on),
            ends_on: TypedText::new(ends_on),
        }
    }
}

/// What is wrong with either.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateErrors {
    /// With the start.
    pub starts_on: Option<String>,
    /// With the end.
    pub ends_on: Option<String>,
}

/// Both fields.
#[component]
pub fn DatePair(
    /// What stands in them.
    dates: TypedDates,
    /// What is wrong.
    errors: DateErrors,
    /// Today in the zone of the person who is away.
    today: NaiveDate,
    /// Whether the end date is covered itself.
    is_end_covered: Signal<bool>,
    /// The start has come: it is no field any more, and this is said in its place.
    fixed_start: Option<String>,
) -> AnyView {
    let TypedDates { starts_on, ends_on } = dates;
    let is_awake = RwSignal::new(false);
    // In the browser only.
    erased::effect(move || is_awake.set(true));
    let has_start = fixed_start.is_none();
    let start = match fixed_start {
        Some(words) => view! { <p class="hint" id="starts_on" tabindex="-1">{words}</p> }.into_any(),
        None => {
            let offered = [
                ("Today", Some(today)),
                ("Tomorrow", tomorrow(today)),
                ("Next Monday", next_monday(today)),
            ];
            let preset = |(words, date): (_, Option<NaiveDate>)| Preset {
                words,
                date: Signal::stored(date.map(|date| date.to_string())),
            };
            let offered = offered.into_iter().map(preset).collect();
            let now = Signal::derive(move || starts_on.get());
            let choose = Callback::new(move |date| starts_on.set(date));
            let presets = presets("Start on", offered, now, is_awake, choose);
            date_field("starts_on", "Start date", starts_on, errors.starts_on, presets)
        }
    };
    // Weeks are counted from the start, or from today where there is none yet, or one that has passed.
    let first = move |typed: String| parse_date(&typed).map_or(today, |start| start.max(today));
    let offered = [("1 week", 1), ("2 weeks", 2)].map(|(words, weeks)| Preset {
        words,
        date: Signal::derive(move || {
            let end = end_after_weeks(first(starts_on.get()), weeks, is_end_covered.get());
            end.map(|end| end.to_string())
        }),
    });
    let choose = Callback::new(move |end| {
        if has_start && starts_on.get_untracked().is_empty() {
            starts_on.set(today.to_string());
        }
        ends_on.set(end);
    });
    let now = Signal::derive(move || ends_on.get());
    let presets = presets("End after", Vec::from(offered), now, is_awake, choose);
    view! {
        <div class="field-row">
            {start}
            {date_field("ends_on", "End date", ends_on, errors.ends_on, presets)}
        </div>
    }
    .into_any()
}

fn date_field(
    name: &'static str,
    label: &'static str,
    typed: TypedText,
    error: Option<String>,
    presets: AnyView,
) -> AnyView {
    let invalid = error.as_ref().map(|_| "true");
    view! {
        <FieldFrame id=name label hint=None error=error.clone()>
            <input id=name name=name type="date" value=typed.rendered() autocomplete="off"
                aria-describedby=described_by(name, false, error.is_some()) aria-invalid=invalid
                node_ref=typed.field prop:value=typed.shown()
                on:input=erased::on_value(move |value| typed.typed(value))/>
            {presets}
        </FieldFrame>
    }
    .into_any()
}
