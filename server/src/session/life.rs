//! How long a session lasts: eight hours without a request, a day in all.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

const IDLE: TimeDelta = TimeDelta::hours(8);
const LONGEST: TimeDelta = TimeDelta::hours(24);
/// A request writes that it was there only this long after the last one that did.
const WRITTEN_EVERY: TimeDelta = TimeDelta::minutes(10);

/// The keys in a session.
pub(super) const BEGUN: &str = "begun";
pub(super) const SEEN: &str = "seen";

/// When a session is over, by what it holds; one that does not say when it began is over at once.
pub(super) fn expires_at(data: &HashMap<String, Value>, now: DateTime<Utc>) -> DateTime<Utc> {
    let instant = |key| {
        data.get(key)
            .and_then(|value| serde_json::from_value::<DateTime<Utc>>(value.clone()).ok())
    };
    match (instant(BEGUN), instant(SEEN)) {
        (Some(begun), Some(seen)) => (seen + IDLE).min(begun + LONGEST),
        _ => now,
    }
}

/// Whether a request now should write that it was there.
pub(super) fn is_due(seen: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - seen >= WRITTEN_EVERY
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn s_eight_hours_of_rest_and_a_day_in_all() {
        let now = at("2028-01-11T09:00:00Z");
        let data = |seen: &str| {
            HashMap::from([
                (BEGUN.to_owned(), now.to_rfc3339().into()),
                (SEEN.to_owned(), seen.into()),
            ])
        };
        assert_eq!(
            expires_at(&data("2028-01-11T09:00:00Z"), now),
            at("2028-01-11T17:00:00Z")
        );
        assert_eq!(
            expires_at(&data("2028-01-11T23:00:00Z"), now),
            at("2028-01-12T07:00:00Z")
        );
        assert_eq!(
            expires_at(&data("2028-01-12T08:00:00Z"), now),
            at("2028-01-12T09:00:00Z")
        );
        assert_eq!(expires_at(&data("yesterday"), now), now);
        assert_eq!(expires_at(&HashMap::new(), now), now);
    }
}
