//! "Start date", "End date" and "Include the end date", judged while they are typed by the very function that judges the save, with
//! the last day that they cover (R1, R6, R17).

use std::num::NonZeroU32;

use chrono::NaiveDate;
use domain::role_delegation as rules;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::last_day::last_day;
use crate::erased;
use crate::fields::{DateErrors, DatePair, TickBox, TypedDates};
use crate::packed::Packed;
use crate::typed::TypedTick;

/// The fields and what surrounds them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatesSetup {
    /// `YYYY-MM-DD`, or what was typed.
    pub starts_on: String,
    /// The start has come: it is no field any more, and this is said in its place.
    pub fixed_start: Option<String>,
    /// `YYYY-MM-DD`, or what was typed.
    pub ends_on: String,
    /// *Include the end date* is ticked.
    pub through_end: bool,
    /// Whose days they are, and which are allowed.
    pub hint: String,
    /// What is wrong.
    pub errors: DateErrors,
    /// Today in the delegator's zone (G1).
    #[serde(with = "domain::dates::packed")]
    pub today: NaiveDate,
    /// The most days it may last; none: no maximum (R17).
    pub max_days: Option<NonZeroU32>,
    /// The delegation as it is, where its dates are changed.
    pub before: Option<BeforeDates>,
}

/// The dates that a delegation has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeforeDates {
    /// Its start date.
    #[serde(with = "domain::dates::packed")]
    pub starts_on: NaiveDate,
    /// Its end date; none: it has none.
    #[serde(with = "domain::dates::packed_option")]
    pub ends_on: Option<NaiveDate>,
    /// Whether the end date is covered.
    pub through_end: bool,
    /// Whether it has begun.
    pub has_begun: bool,
}

impl BeforeDates {
    fn judged(self) -> Option<rules::Before> {
        Some(rules::Before {
            period: rules::Period::new(self.starts_on, self.ends_on, self.through_end)?,
            has_begun: self.has_begun,
        })
    }
}

/// What stands in the fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct TypedPeriod {
    dates: TypedDates,
    tick: TypedTick,
}

impl TypedPeriod {
    pub(super) fn new(setup: &DatesSetup) -> Self {
        Self {
            dates: TypedDates::new(setup.starts_on.clone(), setup.ends_on.clone()),
            tick: TypedTick::new(setup.through_end),
        }
    }

    /// Start date; tracked, as all of them.
    pub(super) fn starts_on(self) -> String {
        self.dates.starts_on.get()
    }

    /// End date.
    pub(super) fn ends_on(self) -> String {
        self.dates.ends_on.get()
    }

    /// *Include the end date*.
    pub(super) fn through_end(self) -> bool {
        self.tick.get()
    }
}

/// The fields as an island of their own. Without scripts the line says what the form said when it was sent.
#[island]
pub fn DelegationDates(
    /// What stands in them, and what surrounds them.
    setup: Packed<DatesSetup>,
) -> impl IntoView {
    let setup = setup.open();
    let typed = TypedPeriod::new(&setup);
    view! { <PeriodFields setup typed/> }.into_any()
}

/// The same inside of an island.
#[component]
pub(super) fn PeriodFields(
    /// What surrounds them.
    setup: DatesSetup,
    /// What stands in them.
    typed: TypedPeriod,
) -> AnyView {
    let DatesSetup {
        starts_on,
        fixed_start,
        hint,
        errors,
        today,
        max_days,
        before,
        ..
    } = setup;
    let start = fixed_start.as_ref().map(|_| starts_on);
    let TypedPeriod { dates, tick } = typed;
    let limits = rules::Limits { today, max_days };
    let before = before.and_then(BeforeDates::judged);
    // What the server found wrong stands at the field already.
    let said = [errors.starts_on.clone(), errors.ends_on.clone()];
    let line = erased::text(move || {
        let starts_on = start.clone().unwrap_or_else(|| typed.starts_on());
        let (ends_on, through_end) = (typed.ends_on(), typed.through_end());
        let typed = rules::TypedDates {
            starts_on: &starts_on,
            ends_on: &ends_on,
            through_end,
        };
        match wrong(typed, before.as_ref(), limits) {
            Some(words) if said.contains(&Some(words.clone())) => String::new(),
            Some(words) => words,
            None => last_day(&starts_on, &ends_on, through_end),
        }
    });
    let is_end_covered = Signal::derive(move || tick.get());
    view! {
        <DatePair dates errors today is_end_covered fixed_start/>
        <TickBox name="through_end" label="Include the end date" tick
            hint=Some("Ticked, the end date is the last day. Unticked, the day before it is.")/>
        <p class="last-day" aria-live="polite">{line}</p>
        <p class="hint">{hint}</p>
    }
    .into_any()
}

/// What is wrong with the dates as far as they are typed: an empty start is no mistake yet.
pub(super) fn wrong(
    typed: rules::TypedDates<'_>,
    before: Option<&rules::Before>,
    limits: rules::Limits,
) -> Option<String> {
    if typed.starts_on.trim().is_empty() {
        return None;
    }
    let problems = rules::check_dates(typed, before, limits).err()?;
    problems.into_iter().next().map(|problem| problem.message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r1_dates_are_judged_as_far_as_they_are_typed() {
        let today = domain::dates::parse_date("2028-01-11").unwrap();
        let limits = rules::Limits {
            today,
            max_days: NonZeroU32::new(10),
        };
        // start, end, what is wrong
        let cases = [
            ("", "", None),
            ("2028-01-10", "", Some("Start date must be today or later")),
            ("2028-02-01", "2028-02-05", None),
            (
                "2028-02-01",
                "2028-01-31",
                Some("End date must be the same as or after 1 February 2028"),
            ),
            (
                "2028-02-01",
                "2028-02-12",
                Some("End date must be 11 February 2028 or earlier"),
            ),
        ];
        for (starts_on, ends_on, expected) in cases {
            let typed = rules::TypedDates {
                starts_on,
                ends_on,
                through_end: false,
            };
            assert_eq!(
                wrong(typed, None, limits).as_deref(),
                expected,
                "{starts_on} {ends_on}"
            );
        }
    }
}
