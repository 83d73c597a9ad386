use chrono::{DateTime, Utc};
use domain::absence::Days;
use domain::activity::Activity;
use domain::role_delegation::{Outlook, Period, Warning, outlook, plan};
use domain::zone::Zone;

use crate::samples::{date, instant, zone};

const NOW: &str = "2028-01-11T09:00:00Z";

/// A delegation from 1 to 10 February 2028 (not included) that nothing is wrong with.
struct Case {
    start: &'static str,
    end: &'static str,
    delegator_until: Option<&'static str>,
    proxy_until: Option<&'static str>,
    away: Option<(&'static str, &'static str)>,
    first_run: Option<&'static str>,
}

const FINE: Case = Case {
    start: "2028-02-01",
    end: "2028-02-10",
    delegator_until: None,
    proxy_until: None,
    away: None,
    first_run: Some("2028-02-01T00:00:00Z"),
};

fn until(text: Option<&str>) -> Activity {
    Activity {
        active_until: text.map(instant),
        ..Activity::default()
    }
}

fn warned(case: &Case, proxy_zone: Zone) -> Vec<Warning> {
    let end = Some(case.end).filter(|end| !end.is_empty()).map(date);
    let period = Period::new(date(case.start), end, false).unwrap();
    let london = zone("Europe/London");
    let now: DateTime<Utc> = instant(NOW);
    let absences: Vec<Days> = case
        .away
        .iter()
        .map(|(from, to)| Days::new(date(from), date(to)).unwrap())
        .collect();
    outlook(&Outlook {
        period: (period, london),
        plan: &plan(period, None, london, now),
        has_begun: false,
        delegator: until(case.delegator_until),
        proxy: until(case.proxy_until),
        absences: (&absences, proxy_zone),
        now,
        first_run: case.first_run.map(instant),
    })
}

#[test]
fn r21_what_to_know_before_saving() {
    let leaves = |at: &str| vec![Warning::ProxyLeaves(instant(at))];
    let away = |from: &str, to: &str| vec![Warning::ProxyAway(Days::new(date(from), date(to)).unwrap())];
    let never = |at: &str| vec![Warning::NeverBeginsNoRun(instant(at))];
    let proxy_until = |at| Case {
        proxy_until: Some(at),
        ..FINE
    };
    let away_on = |from, to| Case {
        away: Some((from, to)),
        ..FINE
    };
    let run_at = |at| Case {
        first_run: Some(at),
        ..FINE
    };
    let today = Case {
        start: "2028-01-11",
        first_run: None,
        ..FINE
    };
    let cases = [
        ("nothing", FINE, vec![]),
        (
            "the proxy leaves in the period",
            proxy_until("2028-02-05T00:00:00Z"),
            leaves("2028-02-05T00:00:00Z"),
        ),
        (
            "with its last moment",
            proxy_until("2028-02-09T23:59:59Z"),
            leaves("2028-02-09T23:59:59Z"),
        ),
        (
            "when it is over anyway",
            proxy_until("2028-02-10T00:00:00Z"),
            vec![],
        ),
        (
            "before it begins",
            proxy_until("2028-02-01T00:00:00Z"),
            vec![Warning::NeverBeginsProxyLeaves],
        ),
        (
            "the delegator leaves before it begins",
            Case {
                delegator_until: Some("2028-01-20T00:00:00Z"),
                ..FINE
            },
            vec![Warning::NeverBeginsDelegatorLeaves],
        ),
        (
            "the delegator leaves in the period",
            Case {
                delegator_until: Some("2028-02-03T00:00:00Z"),
                ..FINE
            },
            vec![Warning::DelegatorLeaves(instant("2028-02-03T00:00:00Z"))],
        ),
        (
            "away in the period",
            away_on("2028-02-03", "2028-02-05"),
            away("2028-02-03", "2028-02-05"),
        ),
        (
            "away on the first day",
            away_on("2028-01-20", "2028-02-01"),
            away("2028-01-20", "2028-02-01"),
        ),
        (
            "away on the last day",
            away_on("2028-02-09", "2028-02-20"),
            away("2028-02-09", "2028-02-20"),
        ),
        (
            "away on the end date, which is not included",
            away_on("2028-02-10", "2028-02-20"),
            vec![],
        ),
        (
            "away until the day before",
            away_on("2028-01-20", "2028-01-31"),
            vec![],
        ),
        ("the job runs in time", run_at("2028-02-09T23:00:00Z"), vec![]),
        (
            "the job runs when it is over",
            run_at("2028-02-10T00:00:00Z"),
            never("2028-02-10T00:00:00Z"),
        ),
        (
            "the proxy leaves before the run that would begin it",
            Case {
                proxy_until: Some("2028-02-03T00:00:00Z"),
                ..run_at("2028-02-04T00:00:00Z")
            },
            vec![Warning::NeverBeginsProxyLeaves],
        ),
        (
            "the job runs by hand only",
            Case {
                first_run: None,
                ..FINE
            },
            vec![Warning::BeginsByHand],
        ),
        ("it begins with the save: no run is needed", today, vec![]),
        (
            "for ever, and the proxy leaves",
            Case {
                end: "",
                ..proxy_until("2030-01-01T00:00:00Z")
            },
            leaves("2030-01-01T00:00:00Z"),
        ),
    ];
    for (what, case, expected) in cases {
        assert_eq!(warned(&case, zone("Europe/London")), expected, "{what}");
    }
}

#[test]
fn r21_g1_absences_are_days_of_the_proxys_own_zone() {
    // In Kiritimati the 10th of February begins on the 9th at 10:00 of London: the last day of the delegation.
    let case = Case {
        away: Some(("2028-02-10", "2028-02-10")),
        ..FINE
    };
    assert_eq!(warned(&case, zone("Pacific/Kiritimati")).len(), 1);
    assert_eq!(warned(&case, zone("Etc/GMT+12")).len(), 0);
}
