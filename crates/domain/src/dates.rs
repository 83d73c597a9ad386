//! Civil dates as people type and read them. Which instants a date means is `zone`'s business.

use chrono::{Datelike, NaiveDate, Weekday};

/// The first and last year that a date may lie in (G6): people have worked for long, and other systems write 9999-12-31
/// for no end.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=9999;

/// The last date that [`parse_date`] takes: 31 December 9999.
pub const LAST_DATE: NaiveDate = match NaiveDate::from_ymd_opt(*YEARS.end(), 12, 31) {
    Some(date) => date,
    None => NaiveDate::MAX,
};

/// Whether a date may be typed: from 1 January 1900 to [`LAST_DATE`].
pub fn is_in_range(date: NaiveDate) -> bool {
    YEARS.contains(&date.year())
}

/// The day after, where it is a date that may be typed: `None` after [`LAST_DATE`].
pub fn next_day(date: NaiveDate) -> Option<NaiveDate> {
    date.succ_opt().filter(|next| *next <= LAST_DATE)
}

/// Why a typed date was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum DateProblem {
    /// Nothing, or only blanks.
    #[error("no date")]
    Missing,
    /// Not of the form `YYYY-MM-DD`, or not in the calendar.
    #[error("not a date")]
    NotADate,
    /// A real date before 1 January 1900. Years after 9999 have more than four digits, and are not a date.
    #[error("date out of range")]
    OutOfRange,
}

impl DateProblem {
    /// The message for a field, in words that say what is allowed (G6). `label` is the field's name in lower
    /// case, such as `start date`.
    pub fn message(self, label: &str) -> String {
        match self {
            Self::Missing => format!("Enter {} {label}", article(label)),
            Self::NotADate => format!("{} must be a real date, such as 2026-08-03", sentence_case(label)),
            Self::OutOfRange => format!(
                "{} must be between 1 January {} and 31 December {}",
                sentence_case(label),
                YEARS.start(),
                YEARS.end()
            ),
        }
    }
}

/// Reads a civil date of the form `YYYY-MM-DD`, with blanks around it allowed.
///
/// # Errors
/// [`DateProblem`], the first that applies in the order of its variants.
pub fn parse_date(text: &str) -> Result<NaiveDate, DateProblem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(DateProblem::Missing);
    }
    let date = iso_date(text).ok_or(DateProblem::NotADate)?;
    if is_in_range(date) {
        Ok(date)
    } else {
        Err(DateProblem::OutOfRange)
    }
}

/// For serde: a date as its number of days since 31 December of year 0. Browsers read dates so: chrono's own way brings its parser.
pub mod packed {
    use super::{Datelike, NaiveDate};
    use serde::{Deserialize, Deserializer, Serializer, de};

    /// Writes the number.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(date: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i32(date.num_days_from_ce())
    }

    /// Reads the number.
    ///
    /// # Errors
    /// A number that is no date of chrono's calendar.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
        let days = i32::deserialize(deserializer)?;
        NaiveDate::from_num_days_from_ce_opt(days).ok_or_else(|| de::Error::custom("no date"))
    }
}

/// The same for a date that there may not be.
pub mod packed_option {
    use super::{Datelike, NaiveDate};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// Writes the number, or none.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(date: &Option<NaiveDate>, serializer: S) -> Result<S::Ok, S::Error> {
        date.map(|date| date.num_days_from_ce()).serialize(serializer)
    }

    /// Reads the number, or none.
    ///
    /// # Errors
    /// What is neither.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
        let days = Option::<i32>::deserialize(deserializer)?;
        Ok(days.and_then(NaiveDate::from_num_days_from_ce_opt))
    }
}

/// A date as messages and pages show it: `11 January 2028`. The names stand here, and not in chrono's formatter,
/// because browsers load what this function needs.
pub fn in_words(date: NaiveDate) -> String {
    let month = match date.month() {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    };
    format!("{} {month} {}", date.day(), date.year())
}

/// [`in_words`] with the day of the week: `Tuesday 11 January 2028`.
pub fn with_weekday(date: NaiveDate) -> String {
    let weekday = match date.weekday() {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    };
    format!("{weekday} {}", in_words(date))
}

/// Four, two and two ASCII digits: chrono's own parser would take `2026-8-3` and `+2026-08-03` as well.
fn iso_date(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let year = digits(year, 4)?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, digits(month, 2)?, digits(day, 2)?)
}

fn digits(text: &str, count: usize) -> Option<u32> {
    let right = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    if right { text.parse().ok() } else { None }
}

fn article(label: &str) -> &'static str {
    if label.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    }
}

fn sentence_case(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_ascii_uppercase().to_string() + letters.as_str()
    })
}
