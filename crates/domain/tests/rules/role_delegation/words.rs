use domain::role_delegation::{Before, Begins, Period, meaning, plan};

use crate::samples::{date, instant, zone};

/// The end date is not included, or it is (R6).
const UP_TO: bool = false;
const THROUGH: bool = true;

const NOW: &str = "2028-01-11T09:00:00Z";

fn said(start: &str, end: &str, through_end: bool, begins: Begins) -> String {
    let end = Some(end).filter(|end| !end.is_empty()).map(date);
    let period = Period::new(date(start), end, through_end).unwrap();
    let words = meaning("Ben Ode", "Payroll viewer", period, zone("Europe/London"), begins);
    let words = words.strip_prefix("Ben Ode has Payroll viewer from ").unwrap();
    words.to_owned()
}

#[test]
fn r6_r8_what_a_delegation_means_before_and_after_it_is_saved() {
    let began = Begins::At(instant("2028-01-09T08:30:00Z"));
    let cases = [
        (
            "2028-02-01",
            "2028-02-10",
            UP_TO,
            Begins::WhenDue,
            "Tue 1 Feb 2028 00:00 to the end of Wed 9 Feb 2028, Europe/London; last day: Wednesday 9 February 2028. \
             The end date, 10 February 2028, is not included.",
        ),
        (
            "2028-02-01",
            "2028-02-10",
            THROUGH,
            Begins::WhenDue,
            "Tue 1 Feb 2028 00:00 to the end of Thu 10 Feb 2028, Europe/London; last day: Thursday 10 February 2028.",
        ),
        (
            "2028-01-11",
            "",
            UP_TO,
            Begins::OnSaving,
            "the moment you save, Europe/London, until the delegation is deleted.",
        ),
        (
            "2028-01-09",
            "",
            UP_TO,
            began,
            "Sun 9 Jan 2028 08:30, Europe/London, until the delegation is deleted.",
        ),
        (
            "2028-01-09",
            "2028-01-12",
            THROUGH,
            began,
            "Sun 9 Jan 2028 08:30 to the end of Wed 12 Jan 2028, Europe/London; last day: Wednesday 12 January 2028.",
        ),
        (
            "2028-01-11",
            "2028-01-11",
            UP_TO,
            Begins::OnSaving,
            "the moment you save to the next run of the job after it has begun, at the latest the end of Tue 11 Jan 2028, \
             Europe/London; last day: Tuesday 11 January 2028.",
        ),
        (
            "2028-01-11",
            "2028-01-11",
            UP_TO,
            Begins::At(instant(NOW)),
            "Tue 11 Jan 2028 09:00 to the next run of the job, at the latest the end of Tue 11 Jan 2028, Europe/London; \
             last day: Tuesday 11 January 2028.",
        ),
        (
            "2028-02-01",
            "2028-02-01",
            THROUGH,
            Begins::WhenDue,
            "Tue 1 Feb 2028 00:00 to the end of Tue 1 Feb 2028, Europe/London; last day: Tuesday 1 February 2028.",
        ),
    ];
    for (start, end, through_end, begins, expected) in cases {
        assert_eq!(said(start, end, through_end, begins), expected);
    }
}

#[test]
fn r7_r10_a_save_is_spoken_of_as_to_come_only_before_it_has_happened() {
    let now = instant(NOW);
    let before = instant("2028-01-09T08:30:00Z");
    let cases = [
        ("2028-01-11", None, Begins::OnSaving, Begins::At(now)),
        ("2028-01-12", None, Begins::WhenDue, Begins::WhenDue),
        ("2028-01-09", Some(before), Begins::At(before), Begins::At(before)),
    ];
    for (start, begun_at, expected_before, expected_after) in cases {
        let period = Period::new(date(start), None, false).unwrap();
        let before = Before {
            period,
            has_begun: begun_at.is_some(),
        };
        let planned = plan(period, Some(&before), zone("Europe/London"), now);
        assert_eq!(
            Begins::before_saving(&planned, begun_at),
            expected_before,
            "{start}"
        );
        assert_eq!(
            Begins::after_saving(&planned, begun_at, now),
            expected_after,
            "{start}"
        );
    }
}
