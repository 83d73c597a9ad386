//! Instants and days, written for people and for machines at once.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use domain::dates::in_words;
use domain::zone::{Zone, instant_in_words, rfc3339};
use leptos::prelude::*;

/// An instant on the clocks of a zone, which is named beside it (G1).
#[component]
pub fn Time(
    /// The instant.
    at: DateTime<Utc>,
    /// Whose clocks.
    zone: Zone,
    /// Leaves the zone's name out, where the page or the table says it once for all.
    #[prop(optional)]
    zone_is_said: bool,
) -> impl IntoView {
    let words = instant_in_words(at, zone);
    let words = if zone_is_said {
        words
    } else {
        format!("{words} {zone}")
    };
    view! { <time datetime=rfc3339(at, SecondsFormat::Secs)>{words}</time> }
}

/// A civil day: `11 January 2028`.
#[component]
pub fn Day(
    /// The day.
    date: NaiveDate,
) -> impl IntoView {
    view! { <time datetime=date.to_string()>{in_words(date)}</time> }
}
