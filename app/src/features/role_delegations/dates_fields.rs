//! The dates of a delegation as fields: the same in every form (R6).

use islands::role_delegations::{LastDay, last_day};
use leptos::prelude::*;

use crate::ui::{Checkbox, DateField, FieldRow, FormErrors};

/// What stands in the fields.
pub(super) struct Dates {
    /// `YYYY-MM-DD`, or what was typed.
    pub(super) starts_on: String,
    /// The start has come: it is no field any more, and this is said in its place.
    pub(super) fixed_start: Option<AnyView>,
    /// `YYYY-MM-DD`, or what was typed.
    pub(super) ends_on: String,
    /// *Include the end date* is ticked.
    pub(super) through_end: bool,
    /// Whose days they are, and which are allowed.
    pub(super) hint: String,
}

/// "Start date", "End date", "Include the end date", and the last day that they cover.
pub(super) fn dates_fields(dates: Dates, errors: &FormErrors) -> impl IntoView + use<> {
    let (start, end) = (errors.of("starts_on"), errors.of("ends_on"));
    let words = last_day(&dates.starts_on, &dates.ends_on, dates.through_end);
    let data_start = dates.fixed_start.as_ref().map(|_| dates.starts_on.clone());
    let start = match dates.fixed_start {
        Some(words) => words,
        None => view! { <DateField name="starts_on" label="Start date" value=dates.starts_on error=start/> }
            .into_any(),
    };
    view! {
        <FieldRow>
            {start}
            <DateField name="ends_on" label="End date" value=dates.ends_on error=end/>
        </FieldRow>
        <Checkbox name="through_end" label="Include the end date" checked=dates.through_end
            hint="Ticked, the end date is the last day. Unticked, the day before it is."/>
        <LastDay><p class="last-day" aria-live="polite" data-start=data_start>{words}</p></LastDay>
        <p class="hint">{dates.hint}</p>
    }
}
