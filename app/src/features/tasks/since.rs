//! How long something has waited, in words.

use chrono::{DateTime, Utc};

/// "2 days", "3 hours", "5 minutes", "less than a minute".
pub(crate) fn waiting(since: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let minutes = (now - since).num_minutes();
    let (count, unit) = match minutes {
        ..=0 => return "less than a minute".to_owned(),
        1..=59 => (minutes, "minute"),
        60..=1439 => (minutes / 60, "hour"),
        _ => (minutes / 1440, "day"),
    };
    match count {
        1 => format!("1 {unit}"),
        count => format!("{count} {unit}s"),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn the_largest_whole_unit_is_named() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(400);
        for (minutes, words) in [
            (0, "less than a minute"),
            (1, "1 minute"),
            (59, "59 minutes"),
            (60, "1 hour"),
            (1439, "23 hours"),
            (1440, "1 day"),
            (2 * 1440 + 5, "2 days"),
        ] {
            assert_eq!(waiting(now - TimeDelta::minutes(minutes), now), words);
        }
    }
}
