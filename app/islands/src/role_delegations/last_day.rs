//! The last day that typed dates cover, below them, live (R6).

use domain::dates::parse_date;
use domain::role_delegation::{Period, end_date_not_included, last_day_in_words};

/// "last day: Wednesday 9 February 2028 (end date 10 February 2028, not included)". Empty: these are no dates yet.
pub fn last_day(starts_on: &str, ends_on: &str, through_end: bool) -> String {
    words(starts_on, ends_on, through_end).unwrap_or_default()
}

fn words(starts_on: &str, ends_on: &str, through_end: bool) -> Option<String> {
    let start = parse_date(starts_on).ok()?;
    let end = match ends_on.trim() {
        "" => None,
        typed => Some(parse_date(typed).ok()?),
    };
    let period = Period::new(start, end, through_end)?;
    let aside = end_date_not_included(period).map(|words| format!(" ({words})"));
    Some(format!(
        "{}{}",
        last_day_in_words(period),
        aside.unwrap_or_default()
    ))
}
