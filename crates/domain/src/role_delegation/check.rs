//! Judging the dates of a delegation about to be saved (R1, R17): the same function for form, review page and API.

use std::num::NonZeroU32;

use chrono::{Days, NaiveDate};

use super::Period;
use crate::dates::{LAST_DATE, in_words, parse_date};

/// A field of the delegation form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// The start date.
    StartsOn,
    /// The end date.
    EndsOn,
}

impl Field {
    /// The field's name in the form.
    pub fn name(self) -> &'static str {
        match self {
            Self::StartsOn => "starts_on",
            Self::EndsOn => "ends_on",
        }
    }
}

/// One wrong field of this form.
pub type Problem = crate::problem::Problem<Field>;

/// What bounds the dates: all of it is the delegator's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The civil date in the delegator's zone (G1).
    pub today: NaiveDate,
    /// `PER_USER_DELEGATION_MAX_DAYS`; none: no check (R17).
    pub max_days: Option<NonZeroU32>,
}

/// A delegation as it was before a change (R1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    /// Its dates.
    pub period: Period,
    /// It has begun, be it before its start date was reached in today's zone.
    pub has_begun: bool,
}

impl Before {
    /// Whether its start has come, so that it cannot change any more.
    pub fn is_start_fixed(&self, today: NaiveDate) -> bool {
        self.has_begun || self.period.starts_on() <= today
    }
}

/// What people type of a delegation's dates (R1, R6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypedDates<'a> {
    /// `YYYY-MM-DD`.
    pub starts_on: &'a str,
    /// `YYYY-MM-DD`; empty: indefinite.
    pub ends_on: &'a str,
    /// *Include the end date* is ticked.
    pub through_end: bool,
}

/// Judges typed dates: of a new delegation, or of one that was like `before`. A start that has come stays what it was,
/// whatever was typed. An empty end means indefinite.
///
/// # Errors
/// At most one [`Problem`] a field, in the order of the form.
pub fn check_dates(
    dates: TypedDates<'_>,
    before: Option<&Before>,
    limits: Limits,
) -> Result<Period, Vec<Problem>> {
    let start = check_start(dates.starts_on, before, limits.today);
    let end = match dates.ends_on.trim() {
        "" => Ok(None),
        typed => parse_date(typed)
            .map(Some)
            .map_err(|problem| problem.message("end date")),
    };
    let end = end.and_then(|end| check_end(end, start.as_ref().ok().copied(), before, limits));
    match (start, end) {
        (Ok(starts_on), Ok(ends_on)) => Ok(Period {
            starts_on,
            ends_on,
            through_end: dates.through_end && ends_on.is_some(),
        }),
        (start, end) => Err([(Field::StartsOn, start.err()), (Field::EndsOn, end.err())]
            .into_iter()
            .filter_map(|(field, message)| message.map(|message| Problem { field, message }))
            .collect()),
    }
}

fn check_start(typed: &str, before: Option<&Before>, today: NaiveDate) -> Result<NaiveDate, String> {
    if let Some(before) = before.filter(|before| before.is_start_fixed(today)) {
        let start = before.period.starts_on();
        let is_same = typed.trim().is_empty() || parse_date(typed) == Ok(start);
        return if is_same {
            Ok(start)
        } else {
            Err(format!("Start date has come: it stays {}", in_words(start)))
        };
    }
    let start = parse_date(typed).map_err(|problem| problem.message("start date"))?;
    if start < today {
        Err("Start date must be today or later".to_owned())
    } else {
        Ok(start)
    }
}

fn too_late(latest: NaiveDate) -> String {
    format!("End date must be {} or earlier", in_words(latest))
}

/// The end may be neither before the start, nor before today, nor beyond the maximum (R17).
fn check_end(
    end: Option<NaiveDate>,
    start: Option<NaiveDate>,
    before: Option<&Before>,
    limits: Limits,
) -> Result<Option<NaiveDate>, String> {
    let today = limits.today;
    if let (Some(end), Some(start)) = (end, start.filter(|start| *start > today))
        && end < start
    {
        return Err(format!(
            "End date must be the same as or after {}",
            in_words(start)
        ));
    }
    if end.is_some_and(|end| end < today) {
        return Err("End date must be today or later".to_owned());
    }
    let is_change = before.is_none_or(|before| {
        before.period.ends_on() != end || start.is_some_and(|start| start != before.period.starts_on())
    });
    match start.and_then(|start| latest_end(start, limits)) {
        Some(latest) if is_change && end.is_none_or(|end| end > latest) => Err(match end {
            None => format!("Enter an end date: {} is the latest allowed", in_words(latest)),
            Some(_) => too_late(latest),
        }),
        _ => Ok(end),
    }
}

/// The latest end that R17 allows: start + N days, or today if that is later, and never a date that nobody could type.
/// `None`: there is no maximum.
fn latest_end(start: NaiveDate, limits: Limits) -> Option<NaiveDate> {
    let days = limits.max_days?.get();
    let latest = start.checked_add_days(Days::new(u64::from(days)));
    Some(latest.unwrap_or(LAST_DATE).max(limits.today).min(LAST_DATE))
}
