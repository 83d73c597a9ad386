//! Absences (D): what may be recorded, and who may approve it.

use domain::absence::{Days, Kind, State, check, may_approve};
use domain::ids::PersonId;
use proptest::prelude::*;

use crate::samples::{date, ten_thousand_cases};

fn problems(kind: &str, from: &str, to: &str) -> Vec<(&'static str, String)> {
    check(kind, from, to).unwrap_err()
}

#[test]
fn d_whole_days_of_the_past_and_the_future_are_recorded() {
    for (kind, from, to, expected) in [
        ("vacation", "2028-02-01", "2028-02-10", Kind::Vacation),
        ("sick_leave", "2020-02-29", "2020-02-29", Kind::SickLeave),
        (
            " parental_leave ",
            " 2028-02-01",
            "2028-02-10 ",
            Kind::ParentalLeave,
        ),
        ("other", "1900-01-01", "9999-12-31", Kind::Other),
    ] {
        let (kind, days) = check(kind, from, to).unwrap();
        assert_eq!(kind, expected);
        assert_eq!(
            (days.starts_on(), days.ends_on()),
            (date(from.trim()), date(to.trim()))
        );
    }
}

#[test]
fn g6_each_wrong_field_is_told_once_with_what_is_allowed() {
    let missing = [
        ("kind", "Choose one of the kinds offered"),
        ("starts_on", "Enter a start date"),
        ("ends_on", "Enter an end date"),
    ];
    assert_eq!(
        problems("", "", ""),
        missing.map(|(field, words)| (field, words.to_owned()))
    );
    let range = "must be between 1 January 1900 and 31 December 9999";
    for (kind, from, to, field, words) in [
        (
            "holiday",
            "2028-02-01",
            "2028-02-10",
            "kind",
            "Choose one of the kinds offered",
        ),
        (
            "Vacation",
            "2028-02-01",
            "2028-02-10",
            "kind",
            "Choose one of the kinds offered",
        ),
        (
            "other",
            "2027-02-29",
            "2028-02-10",
            "starts_on",
            "Start date must be a real date",
        ),
        ("other", "1899-12-31", "2028-02-10", "starts_on", range),
        ("other", "2028-02-01", "0001-01-01", "ends_on", range),
        (
            "other",
            "2028-02-01",
            "tomorrow",
            "ends_on",
            "End date must be a real date",
        ),
        (
            "other",
            "2028-02-01",
            "2028-01-31",
            "ends_on",
            "End date must be the same as or after 1 February 2028",
        ),
    ] {
        let found = problems(kind, from, to);
        assert_eq!(found.len(), 1, "{kind} {from} {to}: {found:?}");
        assert_eq!(found[0].0, field, "{kind} {from} {to}");
        assert!(found[0].1.contains(words), "{kind} {from} {to}: {}", found[0].1);
    }
}

#[test]
fn words_in_the_database_lead_back_and_those_on_pages_differ() {
    for kind in Kind::ALL {
        assert_eq!(Kind::from_code(kind.code()), Some(kind));
        assert_eq!(check(kind.code(), "2028-02-01", "2028-02-01").unwrap().0, kind);
    }
    for state in State::ALL {
        assert_eq!(State::from_code(state.code()), Some(state));
    }
    let mut words: Vec<_> = Kind::ALL.iter().map(|kind| kind.in_words()).collect();
    words.extend(State::ALL.iter().map(|state| state.in_words()));
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), 7);
    assert_eq!(
        (Kind::from_code("holiday"), State::from_code("open")),
        (None, None)
    );
}

#[test]
fn days_in_words_name_a_single_day_once() {
    let days = |from, to| Days::new(date(from), date(to)).map(|days| days.in_words());
    assert_eq!(
        days("2028-01-11", "2028-01-11").as_deref(),
        Some("11 January 2028")
    );
    assert_eq!(
        days("2028-01-11", "2028-02-29").as_deref(),
        Some("11 January 2028 – 29 February 2028")
    );
    assert_eq!(
        days("2028-01-11", "2028-01-10"),
        None,
        "an end is never before the start"
    );
}

proptest! {
    #![proptest_config(ten_thousand_cases())]

    /// The end decides, whatever else the dates are.
    #[test]
    fn d_days_are_taken_exactly_where_the_end_is_not_before_the_start(from in 0..73_000u64, to in 0..73_000u64) {
        let day = |number| date("2000-01-01") + chrono::Days::new(number);
        let (start, end) = (day(from), day(to));
        let checked = check("other", &start.to_string(), &end.to_string());
        prop_assert_eq!(checked.is_ok(), from <= to);
        prop_assert_eq!(Days::new(start, end).is_some(), from <= to);
        if let Ok((_, days)) = checked {
            prop_assert_eq!(Some(days), Days::new(start, end));
        }
    }

    /// Nobody approves their own record, by whatever way it is reached, and nobody a delegator's in that delegator's place.
    #[test]
    fn d_nobody_approves_their_own(absent in 0..4i64, actor in 0..4i64, delegator in proptest::option::of(0..4i64)) {
        let allowed = may_approve(PersonId(absent), PersonId(actor), delegator.map(PersonId));
        let behind_it = [Some(actor), delegator];
        prop_assert_eq!(allowed, !behind_it.contains(&Some(absent)));
    }
}
