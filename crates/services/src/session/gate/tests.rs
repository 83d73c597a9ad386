//! The limit on guessing, with a clock that is set by hand.

use super::*;
use crate::clock::Clock;

struct Timed {
    gate: Gate,
    file: tempfile::NamedTempFile,
}

impl Timed {
    fn new() -> Self {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(&file, "2028-01-11T09:00:00Z").unwrap();
        let stopwatch = Stopwatch::of_steps(Clock::file(file.path().to_owned()));
        Self {
            gate: Gate::new(&stopwatch),
            file,
        }
    }

    fn at(&self, instant: &str) {
        std::fs::write(&self.file, instant).unwrap();
    }

    /// How many of so many failures are heard.
    fn heard(
        &self,
        tries: usize,
        account: impl Fn(usize) -> String,
        address: impl Fn(usize) -> String,
    ) -> usize {
        let heard = |number: &usize| self.gate.enter(&account(*number), &address(*number)).is_some();
        (0..tries).filter(heard).count()
    }
}

fn ben(_: usize) -> String {
    "ben".to_owned()
}

fn here(_: usize) -> String {
    "10.1.2.3".to_owned()
}

#[test]
fn s_failures_count_for_account_and_address_together_and_for_the_address() {
    let timed = Timed::new();
    assert_eq!(timed.heard(100, ben, here), 10);
    assert!(timed.gate.enter("ben", "10.1.2.4").is_some(), "from elsewhere");
    assert!(timed.gate.enter("bea", "10.1.2.3").is_some(), "somebody else");
    // Eleven so far from here.
    assert_eq!(timed.heard(200, |number| number.to_string(), here), 89);
    assert!(timed.gate.enter("tess", "10.1.2.3").is_none());
    assert!(timed.gate.enter("tess", "10.1.2.4").is_some());
    timed.at("2028-01-11T09:00:06Z");
    assert_eq!(timed.heard(5, ben, here), 1, "one every six seconds");
    assert_eq!(timed.heard(50, |number| format!("other {number}"), here), 9);
    timed.at("2028-01-11T09:01:06Z");
    assert_eq!(timed.heard(100, ben, here), 10);
}

#[test]
fn s_what_did_not_fail_does_not_count_as_a_failure() {
    let timed = Timed::new();
    let right = |times: usize| {
        (0..times)
            .filter_map(|_| timed.gate.enter("ben", "10.1.2.3"))
            .map(Try::did_not_fail)
            .count()
    };
    assert_eq!(right(200), 60, "a machine that signs in without end");
    assert!(timed.gate.enter("bea", "10.1.2.3").is_some());
    timed.at("2028-01-11T09:00:05Z");
    assert_eq!(right(200), 5);
}

#[test]
fn s_a_known_browser_has_a_limit_of_its_own() {
    let timed = Timed::new();
    assert_eq!(timed.heard(50, ben, here), 10);
    let known = |browser: &str| {
        (0..50)
            .filter(|_| timed.gate.enter_known("ben", browser).is_some())
            .count()
    };
    assert_eq!((known("one"), known("one"), known("two")), (10, 0, 10));
}

#[test]
fn s_an_address_of_ipv6_is_its_network() {
    let cases = [
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("10.1.2.3", "10.1.2.3"),
        ("unknown", "unknown"),
    ];
    for (address, expected) in cases {
        assert_eq!(network(address), expected);
    }
    let timed = Timed::new();
    assert_eq!(
        timed.heard(300, ben, |number| format!("2001:db8:1:2::{number:x}")),
        10
    );
}

#[test]
fn s_a_customers_many_networks_are_one_wide_network() {
    for (address, expected) in [
        ("2001:db8:1:2::9", "2001:db8:1::/48"),
        ("2001:db8:1:ffff:1::", "2001:db8:1::/48"),
        ("2001:db8:2::1", "2001:db8:2::/48"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unknown", "unknown"),
    ] {
        assert_eq!(wide_network(address), expected);
    }
}

#[test]
fn s_so_many_are_remembered_and_no_more() {
    let counts = Counts {
        most: 10,
        ..Counts::new(FAILURES)
    };
    let at = Duration::from_secs;
    for number in 0..100 {
        assert!(
            counts.take(key(&[&number.to_string()]), at(100)),
            "newcomers pass"
        );
    }
    let remembered = || counts.free_at.lock().unwrap().keys.len();
    assert_eq!(remembered(), 10);
    let heard = |now| (0..50).filter(|_| counts.take(key(&["0"]), at(now))).count();
    assert_eq!(heard(100), 9, "those that are remembered are counted as before");
    assert!(counts.take(key(&["new"]), at(107)));
    assert_eq!(remembered(), 2, "those that are back at none are forgotten");
}
