use chrono::{Days, NaiveDate};
use domain::role_delegation::{Period, covered_in_words, end_date_not_included, last_day_in_words};
use proptest::prelude::*;

use crate::samples::{date, ten_thousand_cases};

/// With its end date included, or without.
fn period(start: &str, end: &str, through_end: bool) -> Period {
    let end = Some(end).filter(|end| !end.is_empty()).map(date);
    Period::new(date(start), end, through_end).unwrap()
}

#[test]
fn r1_an_end_is_never_before_the_start() {
    let start = date("2026-08-04");
    assert_eq!(Period::new(start, Some(date("2026-08-03")), true), None);
    assert!(Period::new(start, Some(start), false).is_some_and(|p| p.is_one_day()));
    let forever = Period::new(start, None, true).unwrap();
    assert!(!forever.through_end(), "there is no end to include");
}

#[test]
fn r5_r6_the_end_date_is_covered_if_it_is_included_or_is_the_start_date() {
    let cases = [
        ("2028-02-01", "2028-02-10", false, Some("2028-02-09")),
        ("2028-02-01", "2028-02-10", true, Some("2028-02-10")),
        ("2028-02-01", "2028-02-02", false, Some("2028-02-01")),
        ("2028-02-01", "2028-02-01", false, Some("2028-02-01")),
        ("2028-02-01", "2028-02-01", true, Some("2028-02-01")),
        ("2028-02-28", "2028-03-01", false, Some("2028-02-29")),
        ("2028-02-01", "", true, None),
    ];
    for (start, end, through_end, last) in cases {
        let last_day = period(start, end, through_end).last_day();
        assert_eq!(last_day, last.map(date), "{start} {end} {through_end}");
    }
}

#[test]
fn r6_people_read_the_last_day_and_the_end_date_only_where_it_is_another() {
    let not_included = period("2028-02-01", "2028-02-10", false);
    assert_eq!(
        last_day_in_words(not_included),
        "last day: Wednesday 9 February 2028"
    );
    assert_eq!(
        end_date_not_included(not_included).as_deref(),
        Some("end date 10 February 2028, not included")
    );
    assert_eq!(
        covered_in_words(not_included),
        "1 February 2028 – 9 February 2028"
    );
    let included = period("2028-02-01", "2028-02-10", true);
    assert_eq!(last_day_in_words(included), "last day: Thursday 10 February 2028");
    assert_eq!(end_date_not_included(included), None);
    let days: Vec<String> = (6..13)
        .map(|day| last_day_in_words(period("2028-02-01", &format!("2028-02-{day:02}"), true)))
        .collect();
    for weekday in [
        "Sunday",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
    ] {
        assert_eq!(
            days.iter().filter(|day| day.contains(weekday)).count(),
            1,
            "{weekday}"
        );
    }
    let one_day = period("2028-02-01", "2028-02-01", false);
    assert_eq!(end_date_not_included(one_day), None);
    assert_eq!(covered_in_words(one_day), "1 February 2028");
    let forever = period("2028-02-01", "", false);
    assert_eq!(last_day_in_words(forever), "no end date");
    assert_eq!(covered_in_words(forever), "from 1 February 2028");
}

#[test]
fn r1_only_an_earlier_begin_or_a_later_last_day_reaches_beyond() {
    let old = period("2026-03-10", "2026-03-20", false);
    for (start, end, through_end, expected) in [
        ("2026-03-10", "2026-03-20", false, false),
        ("2026-03-11", "2026-03-19", true, false),
        // The last day is the 20th now, and was the 19th.
        ("2026-03-10", "2026-03-20", true, true),
        ("2026-03-09", "2026-03-20", false, true),
        ("2026-03-10", "2026-03-21", false, true),
        ("2026-03-10", "", false, true),
        ("2026-03-12", "2026-03-12", true, false),
    ] {
        let new = period(start, end, through_end);
        assert_eq!(new.reaches_beyond(&old), expected, "{new:?}");
    }
    let included = period("2026-03-10", "2026-03-19", true);
    assert!(!old.reaches_beyond(&included) && !included.reaches_beyond(&old));
    // A single day that ends with the next run of the job: the whole day is more.
    let by_run = period("2026-03-10", "2026-03-10", false);
    for (end, through_end, expected) in [
        ("2026-03-10", false, false),
        ("2026-03-10", true, true),
        ("2026-03-11", false, true),
        ("2026-03-11", true, true),
    ] {
        let new = period("2026-03-10", end, through_end);
        assert_eq!(new.reaches_beyond(&by_run), expected, "{new:?}");
    }
    let whole_day = period("2026-03-10", "2026-03-10", true);
    assert!(!by_run.reaches_beyond(&whole_day));
    let forever = period("2026-03-10", "", false);
    assert!(!period("2026-03-10", "2030-01-01", true).reaches_beyond(&forever));
}

/// The slow and obvious way: go through the days.
fn covered(period: &Period, horizon: NaiveDate) -> Vec<NaiveDate> {
    let is_covered = |day: &NaiveDate| match period.ends_on() {
        None => *day <= horizon,
        Some(end) => *day < end || *day == end && (period.through_end() || end == period.starts_on()),
    };
    period.starts_on().iter_days().take_while(is_covered).collect()
}

fn any_period() -> impl Strategy<Value = Period> {
    (0u64..40, prop::option::of(0u64..20), any::<bool>()).prop_map(|(start, length, through_end)| {
        let start = date("2026-01-01") + Days::new(start);
        let end = length.map(|length| start + Days::new(length));
        Period::new(start, end, through_end).unwrap()
    })
}

proptest! {
    #![proptest_config(ten_thousand_cases())]

    /// One that starts on the day after the last one, or on an end date that is not included.
    #[test]
    fn r5_periods_that_follow_each_other_neither_overlap_nor_leave_a_day_out(one in any_period(), length in 1u64..9) {
        let Some((end, last)) = one.ends_on().zip(one.last_day()) else { return Ok(()) };
        let start = if last < end { end } else { last + Days::new(1) };
        let next = Period::new(start, Some(start + Days::new(length)), false).unwrap();
        let (horizon, mut days) = (date("2026-06-01"), covered(&one, date("2026-06-01")));
        days.extend(covered(&next, horizon));
        let without_gap: Vec<NaiveDate> = one.starts_on().iter_days().take(days.len()).collect();
        prop_assert_eq!(days, without_gap);
    }
}
