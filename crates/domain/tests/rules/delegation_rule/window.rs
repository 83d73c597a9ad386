//! T2, T3, G1: which instants a rule covers, when it is saved and after its owner moved.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::delegation_rule::{RuleKind, RuleState, Window, rezoned, window};
use domain::zone::Zone;
use proptest::prelude::*;

use crate::samples::{OCCASIONS, date, instant, shown, ten_thousand_cases, zone};

fn temporary(starts_on: &str, ends_on: &str) -> RuleKind {
    RuleKind::Temporary {
        starts_on: date(starts_on),
        ends_on: date(ends_on),
    }
}

fn from_to(starts_at: &str, ends_at: &str) -> Window {
    Window {
        starts_at: instant(starts_at),
        ends_at: Some(instant(ends_at)),
    }
}

#[test]
fn t2_permanent_is_from_now_until_removed() {
    let now = instant("2026-08-03T12:34:56Z");
    assert_eq!(
        window(&RuleKind::Permanent, zone("Europe/London"), now),
        Window {
            starts_at: now,
            ends_at: None
        }
    );
}

#[test]
fn t2_t3_temporary_is_whole_days_in_the_owners_zone_but_never_before_the_save() {
    let table = [
        (
            "Europe/London",
            "2026-08-01T12:00:00Z",
            "2026-08-02T23:00:00Z",
            "2026-08-14T23:00:00Z",
        ),
        (
            "Pacific/Kiritimati",
            "2026-08-01T12:00:00Z",
            "2026-08-02T10:00:00Z",
            "2026-08-14T10:00:00Z",
        ),
        (
            "Etc/GMT+12",
            "2026-08-01T12:00:00Z",
            "2026-08-03T12:00:00Z",
            "2026-08-15T12:00:00Z",
        ),
        // Saved on the start date, and after it: from the moment of saving.
        (
            "Europe/London",
            "2026-08-03T09:00:00Z",
            "2026-08-03T09:00:00Z",
            "2026-08-14T23:00:00Z",
        ),
        (
            "Europe/London",
            "2026-08-10T09:00:00Z",
            "2026-08-10T09:00:00Z",
            "2026-08-14T23:00:00Z",
        ),
        // The same instant is still the day before in the west.
        (
            "Etc/GMT+12",
            "2026-08-03T09:00:00Z",
            "2026-08-03T12:00:00Z",
            "2026-08-15T12:00:00Z",
        ),
    ];
    for (name, now, starts_at, ends_at) in table {
        let window = window(&temporary("2026-08-03", "2026-08-14"), zone(name), instant(now));
        assert_eq!(window, from_to(starts_at, ends_at), "{name} {now}");
    }
}

#[test]
fn t2_a_rule_of_one_leap_day_lasts_that_day() {
    let window = window(
        &temporary("2028-02-29", "2028-02-29"),
        Zone::UTC,
        instant("2026-08-01T00:00:00Z"),
    );
    assert_eq!(window, from_to("2028-02-29T00:00:00Z", "2028-03-01T00:00:00Z"));
}

#[test]
fn t1_states_follow_the_half_open_window() {
    let window = from_to("2026-08-03T00:00:00Z", "2026-08-15T00:00:00Z");
    let table = [
        ("2026-08-02T23:59:59Z", RuleState::Scheduled, "Scheduled"),
        ("2026-08-03T00:00:00Z", RuleState::InForce, "In force"),
        ("2026-08-14T23:59:59Z", RuleState::InForce, "In force"),
        ("2026-08-15T00:00:00Z", RuleState::Ended, "Ended"),
    ];
    for (now, state, words) in table {
        assert_eq!(window.state(instant(now)), state, "{now}");
        assert_eq!(
            window.contains(instant(now)),
            state == RuleState::InForce,
            "{now}"
        );
        assert_eq!(state.in_words(), words);
    }
    let empty = from_to("2026-08-03T00:00:00Z", "2026-08-03T00:00:00Z");
    assert_eq!(empty.state(instant("2026-08-03T00:00:00Z")), RuleState::Ended);
}

#[test]
fn g1_a_new_zone_moves_what_is_to_come_and_leaves_what_has_been() {
    let kind = temporary("2026-08-03", "2026-08-14");
    let london = from_to("2026-08-02T23:00:00Z", "2026-08-14T23:00:00Z");
    let table = [
        // Scheduled: both ends move.
        (
            "America/New_York",
            "2026-08-01T00:00:00Z",
            "2026-08-03T04:00:00Z",
            "2026-08-15T04:00:00Z",
        ),
        // In force: begun stays begun, though the day has not begun in New York.
        (
            "America/New_York",
            "2026-08-03T00:00:00Z",
            "2026-08-02T23:00:00Z",
            "2026-08-15T04:00:00Z",
        ),
        // Scheduled, and the day has begun in the east: from now.
        (
            "Pacific/Kiritimati",
            "2026-08-02T20:00:00Z",
            "2026-08-02T20:00:00Z",
            "2026-08-14T10:00:00Z",
        ),
        // In force, and the last day is over in the east: until now, not retroactively.
        (
            "Pacific/Kiritimati",
            "2026-08-14T20:00:00Z",
            "2026-08-02T23:00:00Z",
            "2026-08-14T20:00:00Z",
        ),
        // Passed: stays passed, though the last day is still on in the west.
        (
            "Etc/GMT+12",
            "2026-08-14T23:00:00Z",
            "2026-08-02T23:00:00Z",
            "2026-08-14T23:00:00Z",
        ),
    ];
    for (name, now, starts_at, ends_at) in table {
        let moved = rezoned(&kind, london, zone(name), instant(now));
        assert_eq!(moved, from_to(starts_at, ends_at), "{name} {now}");
    }
}

#[test]
fn g1_a_day_over_in_the_new_zone_before_it_began_in_the_old_leaves_an_empty_window() {
    let kind = temporary("2026-08-03", "2026-08-03");
    let now = instant("2026-08-03T11:00:00Z");
    let old = window(&kind, zone("Etc/GMT+12"), now);
    assert_eq!(old.state(now), RuleState::Scheduled);
    assert_eq!(
        rezoned(&kind, old, zone("Pacific/Kiritimati"), now),
        Window {
            starts_at: now,
            ends_at: Some(now)
        }
    );
}

#[test]
fn g1_a_permanent_rule_has_no_dates_to_move() {
    let old = Window {
        starts_at: instant("2026-08-03T12:00:00Z"),
        ends_at: None,
    };
    let now = instant("2026-08-04T12:00:00Z");
    assert_eq!(
        rezoned(&RuleKind::Permanent, old, zone("Pacific/Kiritimati"), now),
        old
    );
}

/// A rule of a few days near an occasion, saved at about that time, and instants to look at: around every
/// change of date in any zone, and at random.
#[derive(Debug)]
struct Case {
    zone: Zone,
    saved: DateTime<Utc>,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    looks: Vec<DateTime<Utc>>,
}

fn cases() -> impl Strategy<Value = Case> {
    let day = 24 * 3600i64;
    (
        prop::sample::select(&OCCASIONS[..]),
        (-3 * day..3 * day, prop::option::weighted(0.2, Just(()))),
        (0u64..7, 0u64..4),
        prop::collection::vec(-5 * day..7 * day, 8),
    )
        .prop_map(
            |((name, occasion), (seconds, at_midnight), (first, length), looks)| {
                let zone = zone(name);
                let middle = date(occasion).and_hms_opt(0, 0, 0).unwrap().and_utc();
                let saved = middle + TimeDelta::seconds(seconds);
                let saved = if at_midnight.is_some() {
                    zone.start_of_day(zone.today(saved))
                } else {
                    saved
                };
                let starts_on = date(occasion) - Days::new(3) + Days::new(first);
                let ends_on = starts_on + Days::new(length);
                let mut looks: Vec<_> = looks
                    .into_iter()
                    .map(|shift| middle + TimeDelta::seconds(shift))
                    .collect();
                for edge in [starts_on, ends_on + Days::new(1)] {
                    looks.extend(around(zone.start_of_day(edge)));
                }
                looks.extend(around(saved));
                Case {
                    zone,
                    saved,
                    starts_on,
                    ends_on,
                    looks,
                }
            },
        )
}

fn around(at: DateTime<Utc>) -> [DateTime<Utc>; 3] {
    [at - TimeDelta::seconds(1), at, at + TimeDelta::seconds(1)]
}

proptest! {
    #![proptest_config(ten_thousand_cases())]

    /// T2, T3: in force at an instant exactly if the rule had been saved by then and the owner's calendar
    /// shows one of its days.
    #[test]
    fn t2_t3_in_force_on_its_days_after_the_save(case in cases()) {
        let kind = RuleKind::Temporary { starts_on: case.starts_on, ends_on: case.ends_on };
        let window = window(&kind, case.zone, case.saved);
        prop_assert!(window.ends_at.unwrap() >= window.starts_at);
        for at in case.looks {
            let shown = shown(case.zone, at);
            let expected = at >= case.saved && case.starts_on <= shown && shown <= case.ends_on;
            prop_assert_eq!(window.contains(at), expected, "at {}", at);
        }
    }

    /// G1: a change of zone changes nothing before itself. After it, a rule that had passed stays passed;
    /// any other is in force while the new calendar shows a day not past the last, and, unless it had begun,
    /// not before the first.
    #[test]
    fn g1_a_new_zone_counts_from_the_change_on(
        case in cases(),
        new_zone in prop::sample::select(&OCCASIONS[..]),
        hours in 0i64..120,
    ) {
        let new_zone = zone(new_zone.0);
        let now = case.saved + TimeDelta::hours(hours);
        let kind = RuleKind::Temporary { starts_on: case.starts_on, ends_on: case.ends_on };
        let old = window(&kind, case.zone, case.saved);
        let new = rezoned(&kind, old, new_zone, now);
        let begun = old.starts_at <= now;
        let passed = old.ends_at.unwrap() <= now;
        if begun {
            prop_assert_eq!(new.starts_at, old.starts_at);
        }
        prop_assert!(new.ends_at.unwrap() >= new.starts_at);
        let edges = [new_zone.start_of_day(case.starts_on), new_zone.end_of_day(case.ends_on), now];
        for at in case.looks.into_iter().chain(edges.into_iter().flat_map(around)) {
            let shown = shown(new_zone, at);
            let expected = if at < now {
                old.contains(at)
            } else {
                !passed && (begun || case.starts_on <= shown) && shown <= case.ends_on
            };
            prop_assert_eq!(new.contains(at), expected, "at {}, changed {}", at, now);
        }
    }
}
