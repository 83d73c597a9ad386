//! Reading the tables in `data/`.

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};

use super::defect;
use crate::Result;

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
