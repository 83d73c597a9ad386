use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::role_delegation::{Before, Period, Plan, instants, plan};
use domain::zone::Zone;
use proptest::prelude::*;

use crate::samples::{OCCASIONS, date, instant, ten_thousand_cases, zone};

/// The end date is not included, or it is (R6).
const UP_TO: bool = false;
const THROUGH: bool = true;

fn period(start: &str, end: &str, through_end: bool) -> Period {
    let end = Some(end).filter(|end| !end.is_empty()).map(date);
    Period::new(date(start), end, through_end).unwrap()
}

fn at(text: &str) -> Option<DateTime<Utc>> {
    Some(instant(text))
}

const NOON: &str = "2028-01-11T12:00:00Z";

#[test]
fn r6_requests_are_due_at_the_start_of_the_end_date_or_at_its_end() {
    let (up_to, through) = (
        period("2028-02-01", "2028-02-10", UP_TO),
        period("2028-02-01", "2028-02-10", THROUGH),
    );
    let london = zone("Europe/London");
    let early = instants(up_to, london);
    assert_eq!(early.begin, instant("2028-02-01T00:00:00Z"));
    assert_eq!(early.end, at("2028-02-10T00:00:00Z"));
    let late = instants(through, london);
    assert_eq!(late.end, at("2028-02-11T00:00:00Z"));
    // R11: never past the end of its last day, whether or not the job runs.
    assert_eq!((early.not_after, late.not_after), (early.end, late.end));
    let west = instants(up_to, zone("Etc/GMT+12"));
    assert_eq!(west.begin, instant("2028-02-01T12:00:00Z"));
    let east = instants(up_to, zone("Pacific/Kiritimati"));
    assert_eq!(east.begin, instant("2028-01-31T10:00:00Z"));
    // A single day's end is not known before it has begun (R8); for ever has none.
    let one_day = instants(period("2028-02-01", "2028-02-01", UP_TO), london);
    assert_eq!(
        (one_day.end, one_day.not_after),
        (None, at("2028-02-02T00:00:00Z"))
    );
    assert_eq!(
        instants(period("2028-02-01", "", THROUGH), london).not_after,
        None
    );
    // The 30th of December 2011 was skipped in Apia: the last day ended where the 31st began.
    let apia = instants(period("2011-12-28", "2011-12-30", UP_TO), zone("Pacific/Apia"));
    assert_eq!(apia.not_after, at("2011-12-30T10:00:00Z"));
}

#[test]
fn r7_r8_r10_what_a_save_does_at_once_and_what_it_leaves_to_the_job() {
    let nothing = Plan {
        begins_now: false,
        ends_now: false,
        never_begins: false,
        begin_due: None,
        end_due: None,
        not_after: None,
    };
    let starts = Plan {
        begins_now: true,
        ..nothing
    };
    let cases = [
        ("R7: today, for ever", "2028-01-11", "", false, UP_TO, starts),
        (
            "R7: today, until later",
            "2028-01-11",
            "2028-01-20",
            false,
            UP_TO,
            Plan {
                end_due: at("2028-01-20T00:00:00Z"),
                not_after: at("2028-01-20T00:00:00Z"),
                ..starts
            },
        ),
        (
            "R8: only today: the next run ends it",
            "2028-01-11",
            "2028-01-11",
            false,
            UP_TO,
            Plan {
                end_due: at(NOON),
                not_after: at("2028-01-12T00:00:00Z"),
                ..starts
            },
        ),
        (
            "R8: only today, to its end",
            "2028-01-11",
            "2028-01-11",
            false,
            THROUGH,
            Plan {
                end_due: at("2028-01-12T00:00:00Z"),
                not_after: at("2028-01-12T00:00:00Z"),
                ..starts
            },
        ),
        (
            "R6: later",
            "2028-02-01",
            "2028-02-10",
            false,
            THROUGH,
            Plan {
                begin_due: at("2028-02-01T00:00:00Z"),
                end_due: at("2028-02-11T00:00:00Z"),
                not_after: at("2028-02-11T00:00:00Z"),
                ..nothing
            },
        ),
        (
            "R8: one later day: only what begins it writes its end",
            "2028-02-01",
            "2028-02-01",
            false,
            UP_TO,
            Plan {
                begin_due: at("2028-02-01T00:00:00Z"),
                not_after: at("2028-02-02T00:00:00Z"),
                ..nothing
            },
        ),
        (
            "R10: in force, end changed to today, be it included",
            "2028-01-01",
            "2028-01-11",
            true,
            THROUGH,
            Plan {
                ends_now: true,
                not_after: at("2028-01-12T00:00:00Z"),
                ..nothing
            },
        ),
        (
            "R10: the same, not included: until this save it was in force",
            "2028-01-01",
            "2028-01-11",
            true,
            UP_TO,
            Plan {
                ends_now: true,
                not_after: at(NOON),
                ..nothing
            },
        ),
        (
            "R9, R10: begun by no run, end changed to today, be it included",
            "2028-01-01",
            "2028-01-11",
            false,
            THROUGH,
            Plan {
                never_begins: true,
                not_after: at("2028-01-12T00:00:00Z"),
                ..nothing
            },
        ),
        (
            "R10: in force since today, end changed to today: the next run",
            "2028-01-11",
            "2028-01-11",
            true,
            UP_TO,
            Plan {
                end_due: at(NOON),
                not_after: at("2028-01-12T00:00:00Z"),
                ..nothing
            },
        ),
        (
            "in force, end changed to tomorrow",
            "2028-01-01",
            "2028-01-12",
            true,
            UP_TO,
            Plan {
                end_due: at("2028-01-12T00:00:00Z"),
                not_after: at("2028-01-12T00:00:00Z"),
                ..nothing
            },
        ),
        ("in force, end cleared", "2028-01-01", "", true, UP_TO, nothing),
    ];
    for (what, start, end, has_begun, through_end, expected) in cases {
        let before = Before {
            period: period(start, "", UP_TO),
            has_begun,
        };
        let planned = plan(
            period(start, end, through_end),
            Some(&before),
            zone("Europe/London"),
            instant(NOON),
        );
        assert_eq!(planned, expected, "{what}");
    }
}

#[test]
fn r10_only_an_end_that_is_changed_to_today_ends_it_in_the_save() {
    let london = zone("Europe/London");
    let today = period("2028-01-01", "2028-01-11", THROUGH);
    let save = |new: Period, has_begun| {
        let before = Before {
            period: today,
            has_begun,
        };
        plan(new, Some(&before), london, instant(NOON))
    };
    // It ends today as it did; the run that was to begin it has not come, so the save begins it.
    let begins = save(today, false);
    assert!(begins.begins_now && !begins.never_begins, "{begins:?}");
    assert_eq!(begins.end_due, at("2028-01-12T00:00:00Z"));
    assert!(!save(today, true).ends_now);
    // The end date is not included any more: the last day was yesterday.
    let yesterday = period("2028-01-01", "2028-01-11", UP_TO);
    assert!(save(yesterday, true).ends_now);
    assert!(save(yesterday, false).never_begins);
}

/// A period near a day on which clocks do something, and an instant near it.
fn any_case() -> impl Strategy<Value = (Period, Zone, DateTime<Utc>)> {
    let parts = (
        0..OCCASIONS.len(),
        0u64..4,
        prop::option::of(0u64..4),
        -100i64..150,
        any::<bool>(),
    );
    parts.prop_map(|(occasion, start, length, hours, through_end)| {
        let (name, day) = OCCASIONS[occasion];
        let start = date(day) + Days::new(start);
        let end = length.map(|length| start + Days::new(length));
        let period = Period::new(start, end, through_end).unwrap();
        let now = date(day).and_hms_opt(0, 0, 0).unwrap().and_utc() + TimeDelta::hours(hours);
        (period, zone(name), now)
    })
}

proptest! {
    #![proptest_config(ten_thousand_cases())]

    #[test]
    fn r7_r9_a_save_begins_what_has_come_and_is_not_over((period, zone, now) in any_case()) {
        let planned = plan(period, None, zone, now);
        if period.starts_on() > zone.today(now) {
            prop_assert!(!planned.begins_now && planned.begin_due.is_some());
        } else {
            let is_over = period.ends_on().is_some_and(|end| end <= zone.today(now));
            let was_earlier = period.starts_on() < zone.today(now);
            let never = is_over && was_earlier && !period.is_one_day();
            prop_assert_eq!((planned.begins_now, planned.never_begins), (!never, never));
            prop_assert!(planned.begin_due.is_none());
        }
    }

    /// A save that changes nothing of what no run has begun does what the run would do.
    #[test]
    fn r9_r10_a_save_of_the_same_dates_begins_what_a_run_would_begin((period, zone, now) in any_case()) {
        let before = Before { period, has_begun: false };
        let planned = plan(period, Some(&before), zone, now);
        let run = instants(period, zone);
        let (is_due, is_over) = (run.begin <= now, run.not_after.is_some_and(|over| over <= now));
        // Of a single day that is over there is no form any more.
        if !(period.is_one_day() && is_due && is_over) {
            prop_assert_eq!((planned.begins_now, planned.never_begins), (is_due && !is_over, is_due && is_over));
        }
    }

    /// No request outlasts the last day, and none is due before the delegation may begin.
    #[test]
    fn r11_an_end_is_never_later_than_the_end_of_the_last_day((period, zone, now) in any_case()) {
        for has_begun in [false, true] {
            let before = Before { period: Period::new(period.starts_on(), None, false).unwrap(), has_begun };
            let planned = plan(period, Some(&before), zone, now);
            prop_assert_eq!(planned.not_after.is_some(), period.ends_on().is_some());
            if let (Some(end), Some(not_after)) = (planned.end_due, planned.not_after) {
                prop_assert!(end <= not_after.max(now));
            }
            // The first instant at which the calendar shows the day after the last one.
            if let (Some(last), Some(end), false) = (period.last_day(), planned.not_after, planned.ends_now) {
                prop_assert!(zone.today(end) > last && zone.today(end - TimeDelta::microseconds(1)) <= last);
            }
            prop_assert!(!(planned.begins_now && planned.ends_now));
            prop_assert!(!(planned.ends_now && planned.end_due.is_some()));
        }
    }
}
