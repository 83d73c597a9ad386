//! Inserting many rows by one constant statement, with the rows as parameters. Diesel builds a new text for each number of rows,
//! and has it prepared each time.

use serde::Serialize;

use crate::{Error, Result};

/// Rows a statement: what one parameter holds stays in the low megabytes.
pub(crate) const ROWS: usize = 4_000;

/// A parameter that holds rows.
pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Result<serde_json::Value> {
    serde_json::to_value(value)
        .map_err(|error| Error::Query(diesel::result::Error::SerializationError(error.into())))
}
