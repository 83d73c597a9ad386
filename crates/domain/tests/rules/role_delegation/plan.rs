use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::role_delegation::{Beginning, EndDue, Period, Plan, begin_now, instants, plan};
use domain::zone::Zone;
use proptest::prelude::*;

use crate::samples::{OCCASIONS, date, instant, ten_thousand_cases, zone};

use EndDue::{EndOfDay, StartOfDay};

fn period(start: &str, end: &str) -> Period {
    Period::new(date(start), Some(end).filter(|end| !end.is_empty()).map(date)).unwrap()
}

fn at(text: &str) -> Option<DateTime<Utc>> {
    Some(instant(text))
}

const NOON: &str = "2028-01-11T12:00:00Z";

#[test]
fn r6_requests_are_due_at_the_start_of_the_days_or_at_the_end_of_the_last() {
    let days = period("2028-02-01", "2028-02-10");
    let london = zone("Europe/London");
    let early = instants(days, london, StartOfDay);
    assert_eq!(early.begin, instant("2028-02-01T00:00:00Z"));
    assert_eq!(early.end, at("2028-02-10T00:00:00Z"));
    assert_eq!(early.last_full_day, Some(date("2028-02-09")));
    let late = instants(days, london, EndOfDay);
    assert_eq!(late.end, at("2028-02-11T00:00:00Z"));
    assert_eq!(late.last_full_day, Some(date("2028-02-10")));
    // Neither option lets it outlast its last day (R11).
    assert_eq!((early.not_after, late.not_after), (late.end, late.end));
    let west = instants(days, zone("Etc/GMT+12"), StartOfDay);
    assert_eq!(west.begin, instant("2028-02-01T12:00:00Z"));
    let east = instants(days, zone("Pacific/Kiritimati"), StartOfDay);
    assert_eq!(east.begin, instant("2028-01-31T10:00:00Z"));
    // A single day's end is not known before it has begun (R8); for ever has none.
    assert_eq!(
        instants(period("2028-02-01", "2028-02-01"), london, StartOfDay).end,
        None
    );
    assert_eq!(
        instants(period("2028-02-01", ""), london, EndOfDay).not_after,
        None
    );
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
        ("R7: today, for ever", "2028-01-11", "", false, StartOfDay, starts),
        (
            "R7: today, until later",
            "2028-01-11",
            "2028-01-20",
            false,
            StartOfDay,
            Plan {
                end_due: at("2028-01-20T00:00:00Z"),
                not_after: at("2028-01-21T00:00:00Z"),
                ..starts
            },
        ),
        (
            "R8: only today: the next run ends it",
            "2028-01-11",
            "2028-01-11",
            false,
            StartOfDay,
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
            EndOfDay,
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
            EndOfDay,
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
            StartOfDay,
            Plan {
                begin_due: at("2028-02-01T00:00:00Z"),
                not_after: at("2028-02-02T00:00:00Z"),
                ..nothing
            },
        ),
        (
            "R10: in force, end changed to today: under either option",
            "2028-01-01",
            "2028-01-11",
            true,
            EndOfDay,
            Plan {
                ends_now: true,
                not_after: at("2028-01-12T00:00:00Z"),
                ..nothing
            },
        ),
        (
            "R9, R10: begun by no run, end changed to today: under either option",
            "2028-01-01",
            "2028-01-11",
            false,
            EndOfDay,
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
            StartOfDay,
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
            StartOfDay,
            Plan {
                end_due: at("2028-01-12T00:00:00Z"),
                not_after: at("2028-01-13T00:00:00Z"),
                ..nothing
            },
        ),
        (
            "in force, end cleared",
            "2028-01-01",
            "",
            true,
            StartOfDay,
            nothing,
        ),
    ];
    for (what, start, end, has_begun, option, expected) in cases {
        let planned = plan(
            period(start, end),
            has_begun,
            zone("Europe/London"),
            option,
            instant(NOON),
        );
        assert_eq!(planned, expected, "{what}");
    }
}

#[test]
fn r9_a_begin_whose_end_is_due_never_begins_but_a_single_day_has_its_day() {
    let begins = Beginning::Begins { writes_end_due: None };
    let writes = |due: &str| Beginning::Begins {
        writes_end_due: at(due),
    };
    let cases = [
        (
            "2028-02-01",
            "2028-02-10",
            StartOfDay,
            "2028-01-31T23:59:59Z",
            Beginning::NotYet,
        ),
        (
            "2028-02-01",
            "2028-02-10",
            StartOfDay,
            "2028-02-01T00:00:00Z",
            begins,
        ),
        // The job was down for a week.
        (
            "2028-02-01",
            "2028-02-10",
            StartOfDay,
            "2028-02-09T23:59:59Z",
            begins,
        ),
        (
            "2028-02-01",
            "2028-02-10",
            StartOfDay,
            "2028-02-10T00:00:00Z",
            Beginning::NeverBegan,
        ),
        (
            "2028-02-01",
            "2028-02-10",
            EndOfDay,
            "2028-02-10T23:59:59Z",
            begins,
        ),
        (
            "2028-02-01",
            "2028-02-10",
            EndOfDay,
            "2028-02-11T00:00:00Z",
            Beginning::NeverBegan,
        ),
        ("2028-02-01", "", StartOfDay, "2199-01-01T00:00:00Z", begins),
        (
            "2028-02-01",
            "2028-02-01",
            StartOfDay,
            "2028-02-01T09:00:00Z",
            writes("2028-02-01T09:00:00Z"),
        ),
        (
            "2028-02-01",
            "2028-02-01",
            EndOfDay,
            "2028-02-01T09:00:00Z",
            writes("2028-02-02T00:00:00Z"),
        ),
        (
            "2028-02-01",
            "2028-02-01",
            StartOfDay,
            "2028-02-02T00:00:00Z",
            Beginning::NeverBegan,
        ),
    ];
    for (start, end, option, now, expected) in cases {
        let became = begin_now(period(start, end), zone("Europe/London"), option, instant(now));
        assert_eq!(became, expected, "{start}..{end} {option:?} at {now}");
    }
}

/// A period near a day on which clocks do something, an instant near it, and the rest of a case.
fn any_case() -> impl Strategy<Value = (Period, Zone, EndDue, DateTime<Utc>)> {
    let parts = (
        0..OCCASIONS.len(),
        0u64..4,
        prop::option::of(0u64..4),
        -100i64..150,
        any::<bool>(),
    );
    parts.prop_map(|(occasion, start, length, hours, is_late)| {
        let (name, day) = OCCASIONS[occasion];
        let start = date(day) + Days::new(start);
        let period = Period::new(start, length.map(|length| start + Days::new(length))).unwrap();
        let now = date(day).and_hms_opt(0, 0, 0).unwrap().and_utc() + TimeDelta::hours(hours);
        (
            period,
            zone(name),
            if is_late { EndOfDay } else { StartOfDay },
            now,
        )
    })
}

proptest! {
    #![proptest_config(ten_thousand_cases())]

    /// Saving and letting the job run give the same, whichever comes first.
    #[test]
    fn r7_r9_a_save_begins_what_the_job_would_begin((period, zone, option, now) in any_case()) {
        let planned = plan(period, false, zone, option, now);
        let by_job = begin_now(period, zone, option, now);
        if period.starts_on() > zone.today(now) {
            prop_assert_eq!(by_job, Beginning::NotYet);
            prop_assert!(!planned.begins_now && planned.begin_due.is_some());
        } else {
            let is_over = period.ends_on().is_some_and(|end| end <= zone.today(now));
            let was_earlier = period.starts_on() < zone.today(now);
            let never = is_over && was_earlier && !period.is_one_day();
            prop_assert_eq!((planned.begins_now, planned.never_begins), (!never, never));
            prop_assert!(planned.begin_due.is_none());
            prop_assert_ne!(by_job, Beginning::NotYet);
        }
    }

    /// No request outlasts the last day, and none is due before the delegation may begin.
    #[test]
    fn r11_an_end_is_never_later_than_the_end_of_the_last_day((period, zone, option, now) in any_case()) {
        for has_begun in [false, true] {
            let planned = plan(period, has_begun, zone, option, now);
            prop_assert_eq!(planned.not_after.is_some(), period.ends_on().is_some());
            if let (Some(end), Some(not_after)) = (planned.end_due, planned.not_after) {
                prop_assert!(end <= not_after.max(now));
            }
            prop_assert!(!(planned.begins_now && planned.ends_now));
            prop_assert!(!(planned.ends_now && planned.end_due.is_some()));
        }
    }
}
