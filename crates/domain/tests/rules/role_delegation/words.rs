use domain::role_delegation::{Begins, EndDue, Period, meaning, plan};

use crate::samples::{date, instant, zone};

use EndDue::{EndOfDay, StartOfDay};

const NOW: &str = "2028-01-11T09:00:00Z";

fn said(start: &str, end: &str, option: EndDue, begins: Begins) -> String {
    let period = Period::new(date(start), Some(end).filter(|end| !end.is_empty()).map(date)).unwrap();
    let words = meaning(
        "Ben Ode",
        "Payroll viewer",
        period,
        (zone("Europe/London"), option),
        begins,
    );
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
            StartOfDay,
            Begins::WhenDue,
            "Tue 1 Feb 2028 00:00 to Wed 9 Feb 2028 24:00, Europe/London. The last full day is 9 February 2028.",
        ),
        (
            "2028-02-01",
            "2028-02-10",
            EndOfDay,
            Begins::WhenDue,
            "Tue 1 Feb 2028 00:00 to Thu 10 Feb 2028 24:00, Europe/London. The last full day is 10 February 2028.",
        ),
        (
            "2028-01-11",
            "",
            StartOfDay,
            Begins::OnSaving,
            "the moment you save, Europe/London, until the delegation is deleted.",
        ),
        (
            "2028-01-09",
            "",
            StartOfDay,
            began,
            "Sun 9 Jan 2028 08:30, Europe/London, until the delegation is deleted.",
        ),
        (
            "2028-01-09",
            "2028-01-12",
            EndOfDay,
            began,
            "Sun 9 Jan 2028 08:30 to Wed 12 Jan 2028 24:00, Europe/London. The last full day is 12 January 2028.",
        ),
        (
            "2028-01-11",
            "2028-01-11",
            StartOfDay,
            Begins::OnSaving,
            "the moment you save to the next run of the job after it has begun, Europe/London.",
        ),
        (
            "2028-01-11",
            "2028-01-11",
            StartOfDay,
            Begins::At(instant(NOW)),
            "Tue 11 Jan 2028 09:00 to the next run of the job, Europe/London.",
        ),
        (
            "2028-02-01",
            "2028-02-01",
            EndOfDay,
            Begins::WhenDue,
            "Tue 1 Feb 2028 00:00 to Tue 1 Feb 2028 24:00, Europe/London.",
        ),
    ];
    for (start, end, option, begins, expected) in cases {
        assert_eq!(said(start, end, option, begins), expected);
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
        let period = Period::new(date(start), None).unwrap();
        let planned = plan(period, begun_at.is_some(), zone("Europe/London"), StartOfDay, now);
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
