//! The days that a delegation covers, in words (R6): the same while its dates are typed, on the review page, in tables and in
//! messages. Which instants they mean is the business of `words`.

use super::Period;
use crate::dates::{in_words, with_weekday};

/// "last day: Wednesday 9 February 2028"; "no end date" where there is none.
pub fn last_day_in_words(period: Period) -> String {
    match period.last_day() {
        Some(last) => format!("last day: {}", with_weekday(last)),
        None => "no end date".to_owned(),
    }
}

/// The end date, where people typed one that is not covered: "end date 10 February 2028, not included". `None`: it is the last
/// day, or there is none.
pub fn end_date_not_included(period: Period) -> Option<String> {
    let end = period.ends_on()?;
    (period.last_day() != Some(end)).then(|| format!("end date {}, not included", in_words(end)))
}

/// First and last day: "1 February 2028 – 9 February 2028", "from 1 February 2028", "1 February 2028".
pub fn covered_in_words(period: Period) -> String {
    let first = in_words(period.starts_on());
    match period.last_day() {
        None => format!("from {first}"),
        Some(last) if last == period.starts_on() => first,
        Some(last) => format!("{first} – {}", in_words(last)),
    }
}
