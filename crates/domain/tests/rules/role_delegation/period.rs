use chrono::{Days, NaiveDate};
use domain::role_delegation::Period;
use proptest::prelude::*;

use crate::samples::{date, ten_thousand_cases};

fn period(start: &str, end: &str) -> Period {
    Period::new(date(start), Some(end).filter(|end| !end.is_empty()).map(date)).unwrap()
}

#[test]
fn r1_an_end_is_never_before_the_start() {
    assert_eq!(Period::new(date("2026-08-04"), Some(date("2026-08-03"))), None);
    assert!(Period::new(date("2026-08-04"), Some(date("2026-08-04"))).is_some_and(|p| p.is_one_day()));
}

#[test]
fn r5_start_and_end_days_are_included_and_no_end_means_for_ever() {
    let cases = [
        ("2026-01-01", "2026-02-28", "2026-02-28", "2026-03-31", true),
        ("2026-01-01", "2026-02-27", "2026-02-28", "2026-03-31", false),
        ("2026-01-01", "", "2199-12-31", "", true),
        ("2026-01-02", "", "2025-01-01", "2026-01-01", false),
        ("2026-01-02", "", "2025-01-01", "2026-01-02", true),
        ("2026-01-01", "2026-12-31", "2026-06-01", "2026-06-01", true),
    ];
    for (start, end, other_start, other_end, expected) in cases {
        let (one, other) = (period(start, end), period(other_start, other_end));
        assert_eq!(one.overlaps(&other), expected, "{one:?} and {other:?}");
        assert_eq!(other.overlaps(&one), expected, "{other:?} and {one:?}");
    }
}

#[test]
fn r1_only_an_earlier_begin_or_a_later_end_reaches_beyond() {
    let old = period("2026-03-10", "2026-03-20");
    for (start, end, expected) in [
        ("2026-03-10", "2026-03-20", false),
        ("2026-03-11", "2026-03-19", false),
        ("2026-03-09", "2026-03-20", true),
        ("2026-03-10", "2026-03-21", true),
        ("2026-03-10", "", true),
        ("2026-03-12", "2026-03-12", false),
    ] {
        assert_eq!(period(start, end).reaches_beyond(&old), expected, "{start} {end}");
    }
    assert!(!period("2026-03-10", "2030-01-01").reaches_beyond(&period("2026-03-10", "")));
}

/// The slow and obvious way: go through the days.
fn has_day_in_common(one: &Period, other: &Period, horizon: NaiveDate) -> bool {
    let days = |period: &Period| -> Vec<NaiveDate> {
        let end = period.ends_on().unwrap_or(horizon);
        period
            .starts_on()
            .iter_days()
            .take_while(|day| *day <= end)
            .collect()
    };
    let others = days(other);
    days(one).iter().any(|day| others.contains(day))
}

fn any_period() -> impl Strategy<Value = Period> {
    (0u64..40, prop::option::of(0u64..20)).prop_map(|(start, length)| {
        let start = date("2026-01-01") + Days::new(start);
        Period::new(start, length.map(|length| start + Days::new(length))).unwrap()
    })
}

proptest! {
    #![proptest_config(ten_thousand_cases())]

    #[test]
    fn r5_overlap_is_a_day_in_common(one in any_period(), other in any_period()) {
        let horizon = date("2026-06-01");
        prop_assert_eq!(one.overlaps(&other), has_day_in_common(&one, &other, horizon));
    }
}
