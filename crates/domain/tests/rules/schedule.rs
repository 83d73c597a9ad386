use domain::schedule::next_run;

use crate::samples::{instant, zone};

#[test]
fn j1_the_next_run_is_on_the_clocks_of_the_sites_zone() {
    let cases = [
        (
            "*/15 * * * *",
            "Etc/UTC",
            "2028-01-11T09:00:00Z",
            Some("2028-01-11T09:15:00Z"),
        ),
        (
            "*/15 * * * *",
            "Etc/UTC",
            "2028-01-11T09:14:59Z",
            Some("2028-01-11T09:15:00Z"),
        ),
        (
            "0 2 * * *",
            "Asia/Kathmandu",
            "2028-01-11T09:00:00Z",
            Some("2028-01-11T20:15:00Z"),
        ),
        (
            "0 0 29 2 *",
            "Europe/London",
            "2028-03-01T00:00:00Z",
            Some("2032-02-29T00:00:00Z"),
        ),
        ("", "Etc/UTC", "2028-01-11T09:00:00Z", None),
        ("nonsense", "Etc/UTC", "2028-01-11T09:00:00Z", None),
        ("0 0 30 2 *", "Etc/UTC", "2028-01-11T09:00:00Z", None),
    ];
    for (schedule, name, at, expected) in cases {
        let next = next_run(schedule, zone(name), instant(at));
        assert_eq!(next, expected.map(instant), "{schedule} in {name} after {at}");
    }
}
