//! Short ways to write dates, instants and zones, and the zones and dates worth trying.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use domain::zone::Zone;
use proptest::test_runner::Config;

/// Property tests keep no files of failures: a found case becomes a line of a table test.
pub fn ten_thousand_cases() -> Config {
    Config {
        failure_persistence: None,
        ..Config::with_cases(10_000)
    }
}

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

/// The date on that zone's clocks, straight from the zone tables.
pub fn shown(zone: Zone, at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&zone.name().parse::<Tz>().unwrap()).date_naive()
}

/// Zones and a date near which they do something: the ends of the earth, midnights that are skipped or come
/// twice, a skipped day, offsets of a quarter of an hour, 29 February.
pub const OCCASIONS: [(&str, &str); 24] = [
    ("Etc/UTC", "2024-02-29"),
    ("Etc/GMT+12", "2028-02-29"),
    ("Pacific/Kiritimati", "2028-02-29"),
    ("Europe/London", "2026-03-29"),
    ("Europe/London", "2026-10-25"),
    ("America/New_York", "2026-11-01"),
    ("America/Sao_Paulo", "2018-11-04"),
    ("America/Sao_Paulo", "2018-02-18"),
    ("Africa/Cairo", "2023-04-28"),
    ("Africa/Cairo", "2026-10-30"),
    ("Asia/Beirut", "2022-03-27"),
    ("Asia/Beirut", "2022-10-30"),
    ("America/Havana", "2022-03-13"),
    ("America/Havana", "2022-11-06"),
    ("America/Asuncion", "2020-10-04"),
    ("America/Asuncion", "2021-03-28"),
    ("Atlantic/Azores", "2026-03-29"),
    ("America/Nuuk", "2022-10-30"),
    ("Pacific/Apia", "2011-12-30"),
    ("Pacific/Fakaofo", "2011-12-30"),
    ("Asia/Kathmandu", "2028-02-29"),
    ("Pacific/Chatham", "2026-04-05"),
    ("Australia/Lord_Howe", "2026-10-04"),
    ("Antarctica/Troll", "2026-03-29"),
];
