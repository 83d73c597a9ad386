//! Dates that a form offers with one press: the usual beginnings, and ends after whole weeks.

use chrono::{Datelike, Days, NaiveDate};

use crate::dates::{is_in_range, next_day};

/// Monday of the next week: a week on where today is one. `None` after the last date that may be typed.
pub fn next_monday(today: NaiveDate) -> Option<NaiveDate> {
    let days = 7 - u64::from(today.weekday().num_days_from_monday());
    later(today, days)
}

/// The day after `today`.
pub fn tomorrow(today: NaiveDate) -> Option<NaiveDate> {
    next_day(today)
}

/// The end date with which so many whole weeks are covered from `start` on. Where the end date is covered itself, it is the last of
/// these days, otherwise the day after.
pub fn end_after_weeks(start: NaiveDate, weeks: u8, is_end_covered: bool) -> Option<NaiveDate> {
    later(
        start,
        u64::from(weeks) * 7 - u64::from(is_end_covered && weeks > 0),
    )
}

fn later(date: NaiveDate, days: u64) -> Option<NaiveDate> {
    date.checked_add_days(Days::new(days))
        .filter(|date| is_in_range(*date))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dates::{LAST_DATE, parse_date};

    fn date(text: &str) -> NaiveDate {
        parse_date(text).unwrap()
    }

    #[test]
    fn the_usual_beginnings() {
        // today, tomorrow, next Monday
        let cases = [
            ("2026-11-30", "2026-12-01", "2026-12-07"),
            ("2026-12-06", "2026-12-07", "2026-12-07"),
            ("2026-12-05", "2026-12-06", "2026-12-07"),
            ("2028-02-28", "2028-02-29", "2028-03-06"),
            ("2026-12-31", "2027-01-01", "2027-01-04"),
        ];
        for (today, wanted, monday) in cases {
            assert_eq!(tomorrow(date(today)), Some(date(wanted)), "{today}");
            assert_eq!(next_monday(date(today)), Some(date(monday)), "{today}");
        }
        assert_eq!(tomorrow(LAST_DATE), None);
        assert_eq!(next_monday(LAST_DATE), None);
    }

    #[test]
    fn a_week_has_seven_days_whether_or_not_its_end_date_is_covered() {
        // start, weeks, covered, end
        let cases = [
            ("2026-11-30", 1, true, "2026-12-06"),
            ("2026-11-30", 1, false, "2026-12-07"),
            ("2026-11-30", 2, true, "2026-12-13"),
            ("2028-02-25", 1, false, "2028-03-03"),
            ("2026-12-28", 2, true, "2027-01-10"),
            ("2026-12-28", 0, true, "2026-12-28"),
        ];
        for (start, weeks, is_covered, end) in cases {
            let case = format!("{start} {weeks} {is_covered}");
            assert_eq!(
                end_after_weeks(date(start), weeks, is_covered),
                Some(date(end)),
                "{case}"
            );
        }
        assert_eq!(end_after_weeks(LAST_DATE, 1, true), None);
    }
}
