//! Reading the tables in `data/`: rows, days counted from the day of loading, and what to say where one cannot be carried out.

use chrono::{NaiveDate, TimeDelta};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};

use super::defect;
use services::Result;

/// The rows of an embedded table.
pub(super) fn rows<T: DeserializeOwned>(table: &'static str) -> Result<Vec<T>> {
    csv::Reader::from_reader(table.as_bytes())
        .deserialize()
        .collect::<std::result::Result<_, _>>()
        .map_err(defect)
}

/// `yes` or `no`.
pub(super) fn yes<'de, D: Deserializer<'de>>(cell: D) -> std::result::Result<bool, D::Error> {
    optional_yes(cell)?.ok_or_else(|| D::Error::custom("yes or no is missing"))
}

/// `yes`, `no` or empty.
pub(super) fn optional_yes<'de, D: Deserializer<'de>>(
    cell: D,
) -> std::result::Result<Option<bool>, D::Error> {
    match String::deserialize(cell)?.as_str() {
        "yes" => Ok(Some(true)),
        "no" => Ok(Some(false)),
        "" => Ok(None),
        other => Err(D::Error::custom(format!("neither yes nor no: {other}"))),
    }
}

/// The day so many days from today, as a form posts it.
pub(super) fn day_from(today: NaiveDate, days: i64) -> Option<String> {
    Some(today.checked_add_signed(TimeDelta::try_days(days)?)?.to_string())
}

/// An event that the use case refused, by its row.
pub(super) fn told(row: &str, error: &services::Error) -> services::Error {
    match error {
        services::Error::Invalid(problems) => {
            let problems: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
            defect(format!("{row}: {}", problems.join("; ")))
        }
        other => defect(format!("{row}: {other}")),
    }
}
