//! Where a page of a list ended, in a form that nobody needs to understand.

use chrono::{DateTime, Utc};
use domain::ids::TaskId;

/// Writes where a page ended.
pub(crate) fn write((at, id): (DateTime<Utc>, TaskId)) -> String {
    format!("{:x}.{}", at.timestamp_micros(), id.0.simple())
}

/// Reads it back; none for what no list gave out.
pub(crate) fn read(text: &str) -> Option<(DateTime<Utc>, TaskId)> {
    let (at, id) = text.split_once('.')?;
    let at = i64::from_str_radix(at, 16).ok()?;
    let id = uuid::Uuid::try_parse(id).ok()?;
    let cursor = (DateTime::from_timestamp_micros(at)?, TaskId(id));
    // One spelling for one place.
    (write(cursor) == text).then_some(cursor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_and_a_forged_one_is_not() {
        let at = "2028-01-11T09:00:00.123456Z".parse().unwrap();
        let place = (at, TaskId(uuid::Uuid::from_u128(7)));
        assert_eq!(read(&write(place)), Some(place));
        for odd in [
            "",
            ".",
            "zz.7",
            "7",
            "-1.0",
            "7fffffffffffffff.00000000000000000000000000000007",
        ] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }
}
