//! J1: when the job runs by itself, on the clocks of a zone.

use chrono::{DateTime, TimeDelta, Utc};
use domain::schedule::Schedule;
use domain::zone::Zone;

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

#[test]
fn j1_only_five_fields_that_name_a_time_there_is_are_a_schedule() {
    for text in ["*/15 * * * *", "0 4 * * 1-5", "0 0 29 2 *", "59 23 31 12 *"] {
        assert!(Schedule::parse(text).is_some(), "{text}");
    }
    for text in [
        "",
        "* * * *",
        "0 * * * * *",
        "@daily",
        "61 * * * *",
        "0 0 30 2 *",
        "0 0 31 2,4,6,9,11 *",
    ] {
        assert!(Schedule::parse(text).is_none(), "{text}");
    }
}

#[test]
fn j1_it_fires_on_the_clocks_of_the_zone() {
    let daily = Schedule::parse("30 0 * * *").unwrap();
    for (name, after, next) in [
        ("Etc/UTC", "2028-01-11T09:00:00Z", "2028-01-12T00:30:00Z"),
        ("Etc/GMT+12", "2028-01-11T09:00:00Z", "2028-01-11T12:30:00Z"),
        (
            "Pacific/Kiritimati",
            "2028-01-11T09:00:00Z",
            "2028-01-11T10:30:00Z",
        ),
        ("Asia/Kathmandu", "2028-01-11T18:45:00Z", "2028-01-12T18:45:00Z"),
        ("Etc/UTC", "2027-12-31T12:00:00Z", "2028-01-01T00:30:00Z"),
    ] {
        assert_eq!(daily.next_after(at(after), zone(name)), Some(at(next)), "{name}");
    }
}

#[test]
fn j1_a_time_in_the_gap_comes_right_after_it_and_one_in_the_fold_once() {
    let (daily, berlin) = (Schedule::parse("30 2 * * *").unwrap(), zone("Europe/Berlin"));
    // On 26 March 2028 clocks jump from 02:00 to 03:00.
    let gap = daily.next_after(at("2028-03-25T12:00:00Z"), berlin).unwrap();
    assert!(
        gap >= at("2028-03-26T01:00:00Z") && gap <= at("2028-03-26T01:30:00Z"),
        "{gap}"
    );
    // On 29 October 2028 they show 02:30 twice.
    let first = daily.next_after(at("2028-10-28T12:00:00Z"), berlin).unwrap();
    let second = daily.next_after(first, berlin).unwrap();
    assert_eq!(
        (first, second),
        (at("2028-10-29T00:30:00Z"), at("2028-10-30T01:30:00Z"))
    );
}

#[test]
fn j1_every_quarter_of_an_hour_meets_each_quarter_also_where_clocks_change() {
    let (quarters, berlin) = (Schedule::parse("*/15 * * * *").unwrap(), zone("Europe/Berlin"));
    for begin in ["2028-03-25T23:00:00Z", "2028-10-28T23:00:00Z"] {
        let mut now = at(begin);
        for _ in 0..16 {
            let next = quarters.next_after(now, berlin).unwrap();
            assert_eq!(next - now, TimeDelta::minutes(15), "after {now}");
            now = next;
        }
    }
}

#[test]
fn j6_whatever_was_missed_is_one_run() {
    let (quarters, utc) = (Schedule::parse("*/15 * * * *").unwrap(), Zone::UTC);
    let newest = |since: &str, now: &str| quarters.newest(at(since), at(now), utc);
    assert_eq!(newest("2028-01-11T09:00:00Z", "2028-01-11T09:14:59Z"), None);
    assert_eq!(
        newest("2028-01-11T09:00:00Z", "2028-01-11T09:15:00Z"),
        Some(at("2028-01-11T09:15:00Z"))
    );
    assert_eq!(
        newest("2028-01-11T09:00:00Z", "2028-02-20T10:07:00Z"),
        Some(at("2028-02-20T10:00:00Z")),
        "forty days later"
    );
    assert_eq!(
        newest("2028-01-11T09:15:00Z", "2028-01-11T09:10:00Z"),
        None,
        "a clock behind"
    );
}

#[test]
fn j1_it_is_told_in_words() {
    for (text, expected) in [
        ("*/15 * * * *", "Every 15 minutes."),
        (
            "30 6 * * 1-5",
            "At 06:30, on Monday, Tuesday, Wednesday, Thursday, and Friday.",
        ),
    ] {
        assert_eq!(Schedule::parse(text).unwrap().in_words(), expected, "{text}");
    }
}
