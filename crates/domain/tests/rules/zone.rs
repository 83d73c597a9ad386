//! G1: civil days and instants.

use chrono::{DateTime, Days, NaiveDate, SecondsFormat, TimeDelta, Utc};
use domain::zone::{
    Zone, end_in_words, end_in_words_short, instant_in_words, instant_in_words_short, rfc3339,
};
use proptest::prelude::*;

use crate::samples::{OCCASIONS, date, instant, shown, ten_thousand_cases, zone};

/// Slow and obvious: minute by minute from long before, the first at which clocks show that date or a later one.
fn first_minute_showing(zone: Zone, date: NaiveDate) -> DateTime<Utc> {
    let mut at = date.and_hms_opt(0, 0, 0).unwrap().and_utc() - TimeDelta::hours(26);
    assert!(shown(zone, at) < date, "the scan must begin before the day does");
    while shown(zone, at) < date {
        at += TimeDelta::minutes(1);
    }
    at
}

#[test]
fn g1_zones_are_known_by_their_exact_iana_names() {
    for name in [
        "Etc/UTC",
        "Europe/London",
        "America/Argentina/Buenos_Aires",
        "Etc/GMT+12",
    ] {
        assert_eq!(Zone::parse(name).map(|zone| zone.name()), Some(name));
    }
    for name in [
        "",
        "europe/london",
        "Europe/London ",
        "London",
        "+02:00",
        "Europe/Nowhere",
        "\0",
    ] {
        assert_eq!(Zone::parse(name), None, "{name:?}");
    }
    assert_eq!(Zone::UTC.name(), "Etc/UTC");
    assert_eq!(Zone::UTC.to_string(), "Etc/UTC");
    assert!(Zone::all().any(|known| known == zone("Europe/London")));
    assert!(Zone::all().all(|known| Zone::parse(known.name()) == Some(known)));
}

#[test]
fn g1_days_begin_where_the_zone_says() {
    let table = [
        ("Etc/UTC", "2026-08-03", "2026-08-03T00:00:00Z"),
        ("Europe/London", "2026-08-03", "2026-08-02T23:00:00Z"),
        ("Europe/London", "2028-02-29", "2028-02-29T00:00:00Z"),
        ("Etc/GMT+12", "2026-01-01", "2026-01-01T12:00:00Z"),
        ("Pacific/Kiritimati", "2026-01-01", "2025-12-31T10:00:00Z"),
        ("Asia/Kathmandu", "2028-02-29", "2028-02-28T18:15:00Z"),
        // Midnight skipped: 00:00 became 01:00.
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"),
        ("Africa/Cairo", "2023-04-28", "2023-04-27T22:00:00Z"),
        ("Asia/Beirut", "2022-03-27", "2022-03-26T22:00:00Z"),
        ("America/Havana", "2022-03-13", "2022-03-13T05:00:00Z"),
        // Midnight twice: 01:00 became 00:00.
        ("America/Havana", "2022-11-06", "2022-11-06T04:00:00Z"),
        // The hour before midnight twice: 00:00 became 23:00.
        ("America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z"),
        ("Asia/Beirut", "2022-10-30", "2022-10-29T22:00:00Z"),
        // 00:01 became 23:01 of the day before.
        ("America/St_Johns", "2005-10-30", "2005-10-30T02:30:00Z"),
        // 23:30 became 00:30 of the next day.
        ("America/Toronto", "1919-03-31", "1919-03-31T04:30:00Z"),
        // A day that Samoa never had: it begins where the next one does.
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"),
        ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"),
    ];
    for (name, day, start) in table {
        assert_eq!(zone(name).start_of_day(date(day)), instant(start), "{name} {day}");
        assert_eq!(
            zone(name).end_of_day(date(day).pred_opt().unwrap()),
            instant(start),
            "{name} before {day}"
        );
        assert_eq!(
            first_minute_showing(zone(name), date(day)),
            instant(start),
            "{name} {day}, scanned"
        );
    }
}

#[test]
fn g1_today_is_the_date_on_the_zones_clocks() {
    let now = instant("2026-08-02T23:30:00Z");
    assert_eq!(zone("Europe/London").today(now), date("2026-08-03"));
    assert_eq!(
        zone("Europe/London").local(now),
        date("2026-08-03").and_hms_opt(0, 30, 0).unwrap()
    );
    assert_eq!(zone("Etc/UTC").today(now), date("2026-08-02"));
    assert_eq!(
        zone("Etc/GMT+12").today(instant("2026-08-02T11:59:59Z")),
        date("2026-08-01")
    );
    assert_eq!(
        zone("Pacific/Kiritimati").today(instant("2026-08-02T10:00:00Z")),
        date("2026-08-03")
    );
}

#[test]
fn g1_every_day_of_forty_years_begins_where_the_date_changes() {
    for (name, _) in OCCASIONS {
        let zone = zone(name);
        for day in date("2000-01-01").iter_days().take(40 * 366) {
            let start = zone.start_of_day(day);
            assert!(shown(zone, start) >= day, "{name} {day}");
            assert!(shown(zone, start - TimeDelta::seconds(1)) < day, "{name} {day}");
        }
    }
}

#[test]
fn g1_the_ends_of_the_calendar_do_no_harm() {
    for zone in Zone::all() {
        for day in [
            NaiveDate::MIN,
            NaiveDate::MIN.succ_opt().unwrap(),
            NaiveDate::MAX.pred_opt().unwrap(),
            NaiveDate::MAX,
        ] {
            assert!(zone.start_of_day(day) <= zone.end_of_day(day), "{zone} {day}");
        }
        for at in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            let _ = (zone.today(at), instant_in_words(at, zone), end_in_words(at, zone));
        }
        let before_christ = date("0001-01-01");
        assert!(
            shown(zone, zone.start_of_day(before_christ)) >= before_christ,
            "{zone}"
        );
    }
}

#[test]
fn g6_the_first_and_the_last_day_begin_and_end_in_every_zone() {
    for zone in Zone::all() {
        for day in ["1900-01-01", "1900-01-02", "9999-12-30", "9999-12-31"].map(date) {
            let (start, end) = (zone.start_of_day(day), zone.end_of_day(day));
            assert_eq!(shown(zone, start), day, "{zone}");
            assert!(shown(zone, start - TimeDelta::seconds(1)) < day, "{zone} {day}");
            assert_eq!(shown(zone, end - TimeDelta::seconds(1)), day, "{zone}");
            assert_eq!(zone.today(start), day, "{zone}");
        }
        let end = zone.end_of_day(date("9999-12-31"));
        assert_eq!(end_in_words(end, zone), "the end of Fri 31 Dec 9999", "{zone}");
        assert_eq!(instant_in_words(end, zone), "Sat 1 Jan 10000 00:00", "{zone}");
        let written = rfc3339(end, SecondsFormat::AutoSi);
        let read = DateTime::parse_from_rfc3339(&written).unwrap();
        assert!(
            end - read.to_utc() <= TimeDelta::hours(12) + TimeDelta::microseconds(1),
            "{zone} {written}"
        );
        assert!(
            shown(zone, read.to_utc()) <= date("9999-12-31") || read.to_utc() == end,
            "{zone} {written}"
        );
    }
}

#[test]
fn g6_rfc_3339_has_no_year_of_five_digits() {
    for (at, precision, written) in [
        (
            "2028-01-11T09:00:00.5Z",
            SecondsFormat::AutoSi,
            "2028-01-11T09:00:00.500Z",
        ),
        (
            "2028-01-11T09:00:00.5Z",
            SecondsFormat::Secs,
            "2028-01-11T09:00:00Z",
        ),
        (
            "9999-12-31T12:00:00Z",
            SecondsFormat::Secs,
            "9999-12-31T12:00:00Z",
        ),
        (
            "+10000-01-01T00:00:00Z",
            SecondsFormat::Secs,
            "9999-12-31T23:59:59Z",
        ),
        (
            "+10000-01-01T12:00:00Z",
            SecondsFormat::AutoSi,
            "9999-12-31T23:59:59.999999Z",
        ),
    ] {
        assert_eq!(rfc3339(instant(at), precision), written, "{at}");
    }
}

#[test]
fn g1_instants_in_words_are_those_of_the_zone() {
    let london = zone("Europe/London");
    let at = instant("2026-08-02T23:00:00Z");
    assert_eq!(instant_in_words(at, london), "Mon 3 Aug 2026 00:00");
    assert_eq!(instant_in_words_short(at, london), "Mon 3 Aug 00:00");
    assert_eq!(instant_in_words(at, Zone::UTC), "Sun 2 Aug 2026 23:00");
    assert_eq!(
        instant_in_words(instant("2026-08-13T08:07:59Z"), Zone::UTC),
        "Thu 13 Aug 2026 08:07"
    );
}

#[test]
fn g1_an_end_at_midnight_is_the_end_of_the_day_before() {
    let table = [
        (
            "Europe/London",
            "2026-08-14T23:00:00Z",
            "the end of Fri 14 Aug 2026",
        ),
        ("Etc/UTC", "2026-08-14T23:00:00Z", "Fri 14 Aug 2026 23:00"),
        ("Etc/UTC", "2026-08-14T00:00:01Z", "Fri 14 Aug 2026 00:00"),
        ("Etc/UTC", "2028-03-01T00:00:00Z", "the end of Tue 29 Feb 2028"),
        // Clocks then show 01:00, yet the day before is over and no other has begun.
        (
            "America/Sao_Paulo",
            "2018-11-04T03:00:00Z",
            "the end of Sat 3 Nov 2018",
        ),
        (
            "Pacific/Apia",
            "2011-12-30T10:00:00Z",
            "the end of Thu 29 Dec 2011",
        ),
        // The second midnight of that day ends nothing.
        (
            "America/Havana",
            "2022-11-06T04:00:00Z",
            "the end of Sat 5 Nov 2022",
        ),
        ("America/Havana", "2022-11-06T05:00:00Z", "Sun 6 Nov 2022 00:00"),
    ];
    for (name, at, words) in table {
        assert_eq!(end_in_words(instant(at), zone(name)), words, "{name} {at}");
    }
    assert_eq!(
        end_in_words_short(instant("2026-08-14T23:00:00Z"), zone("Europe/London")),
        "end of Fri 14 Aug"
    );
    assert_eq!(
        end_in_words_short(instant("2026-08-14T09:30:00Z"), Zone::UTC),
        "Fri 14 Aug 09:30"
    );
}

proptest! {
    #![proptest_config(ten_thousand_cases())]

    /// G1, every zone: the start of a day shows the day (or a later one), and nothing in the day and a half
    /// before it does.
    #[test]
    fn g1_no_day_begins_early_or_late(
        zone in prop::sample::select(Zone::all().collect::<Vec<_>>()),
        days in 0u64..(230 * 365),
    ) {
        let day = date("1970-01-01") + Days::new(days);
        let start = zone.start_of_day(day);
        prop_assert!(shown(zone, start) >= day);
        prop_assert!(shown(zone, start - TimeDelta::seconds(1)) < day);
        for half_hours in 1..72 {
            prop_assert!(shown(zone, start - TimeDelta::minutes(30 * half_hours)) < day);
        }
        prop_assert_eq!(zone.end_of_day(day), zone.start_of_day(day + Days::new(1)));
    }

    /// G1, near the occasions: the start of a day is the first minute that shows it.
    #[test]
    fn g1_days_begin_as_scanned(occasion in prop::sample::select(&OCCASIONS[..]), shift in 0u64..5) {
        let (zone, day) = (zone(occasion.0), date(occasion.1) - Days::new(2) + Days::new(shift));
        let start = zone.start_of_day(day);
        let mut at = start - TimeDelta::hours(30);
        while shown(zone, at) < day {
            at += TimeDelta::minutes(15);
        }
        prop_assert_eq!(start, at);
    }
}
