//! Facts of entries as JSON.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::zone::rfc3339;
use serde_json::Value;

/// An instant, or none, as every fact has it: RFC 3339, which has no year of five digits (G6).
pub(crate) fn instant(at: impl Into<Option<DateTime<Utc>>>) -> Value {
    at.into()
        .map_or(Value::Null, |at| rfc3339(at, SecondsFormat::AutoSi).into())
}
