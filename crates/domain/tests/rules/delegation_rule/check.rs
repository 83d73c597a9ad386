//! T2, T3: which rules are accepted.

use domain::delegation_rule::{Field, RuleKind, check_window};

use crate::samples::date;

const TODAY: &str = "2026-08-05";

/// What the form shows: field names with their messages.
fn messages(kind: &str, starts_on: &str, ends_on: &str) -> Vec<(&'static str, String)> {
    check_window(kind, starts_on, ends_on, date(TODAY))
        .expect_err("should be refused")
        .into_iter()
        .map(|problem| (problem.field.name(), problem.message))
        .collect()
}

#[test]
fn t2_a_permanent_rule_has_no_dates() {
    for (starts_on, ends_on) in [("", ""), (" ", "\t")] {
        assert_eq!(
            check_window("permanent", starts_on, ends_on, date(TODAY)),
            Ok(RuleKind::Permanent)
        );
    }
}

#[test]
fn t2_dates_that_come_with_permanent_are_asked_about_and_not_dropped() {
    let asked = "Permanent has no dates. Choose Temporary to keep them, or clear them";
    for (starts_on, ends_on) in [
        ("2026-08-06", "2026-08-10"),
        ("2026-08-06", ""),
        ("", "2026-08-10"),
        ("rubbish", "2001-01-01"),
    ] {
        assert_eq!(
            messages("permanent", starts_on, ends_on),
            [("kind", asked.to_owned())],
            "{starts_on} {ends_on}"
        );
    }
}

#[test]
fn t3_starts_of_today_and_earlier_are_fine_and_ends_of_today() {
    for (starts_on, ends_on) in [
        ("2026-08-05", "2026-08-05"),
        ("2026-08-06", "2026-08-06"),
        ("2000-01-01", "2026-08-05"),
        (" 2026-08-10 ", "9999-12-31 "),
    ] {
        let expected = RuleKind::Temporary {
            starts_on: date(starts_on.trim()),
            ends_on: date(ends_on.trim()),
        };
        assert_eq!(
            check_window("temporary", starts_on, ends_on, date(TODAY)),
            Ok(expected)
        );
    }
}

#[test]
fn g6_kind_is_permanent_or_temporary() {
    for kind in ["", "Permanent", "temporary ", "both"] {
        assert_eq!(
            messages(kind, "", ""),
            [("kind", "Choose Permanent or Temporary".to_owned())]
        );
    }
}

#[test]
fn g6_each_wrong_date_gets_one_message() {
    type Messages<'a> = &'a [(&'a str, &'a str)];

    let start_real = "Start date must be a real date, such as 2026-08-03";
    let end_real = "End date must be a real date, such as 2026-08-03";
    let start_range = "Start date must be between 1 January 1900 and 31 December 9999";
    let end_range = "End date must be between 1 January 1900 and 31 December 9999";
    let table: [(&str, &str, Messages); 8] = [
        (
            "",
            " ",
            &[
                ("starts_on", "Enter a start date"),
                ("ends_on", "Enter an end date"),
            ],
        ),
        (
            "x",
            "2026-02-30",
            &[("starts_on", start_real), ("ends_on", end_real)],
        ),
        (
            "0001-01-01",
            "1899-12-31",
            &[("starts_on", start_range), ("ends_on", end_range)],
        ),
        ("", "2026-08-10", &[("starts_on", "Enter a start date")]),
        ("2026-08-10", "", &[("ends_on", "Enter an end date")]),
        // An end that is wrong by itself is said even where the start is wrong too.
        (
            "",
            "2026-08-04",
            &[
                ("starts_on", "Enter a start date"),
                ("ends_on", "End date must be today or later"),
            ],
        ),
        ("1899-12-31", "2026-08-10", &[("starts_on", start_range)]),
        ("2026-08-10", "1899-12-31", &[("ends_on", end_range)]),
    ];
    for (starts_on, ends_on, expected) in table {
        let expected: Vec<_> = expected
            .iter()
            .map(|(field, words)| (*field, (*words).to_owned()))
            .collect();
        assert_eq!(
            messages("temporary", starts_on, ends_on),
            expected,
            "{starts_on:?} {ends_on:?}"
        );
    }
}

#[test]
fn t3_an_end_before_the_start_or_before_today_is_refused() {
    let table = [
        (
            "2026-08-10",
            "2026-08-09",
            "End date must be the same as or after 10 August 2026",
        ),
        (
            "2026-08-10",
            "2026-08-04",
            "End date must be the same as or after 10 August 2026",
        ),
        (
            "2026-08-06",
            "2026-08-05",
            "End date must be the same as or after 6 August 2026",
        ),
        ("2026-08-01", "2026-08-04", "End date must be today or later"),
        ("2026-08-03", "2026-08-01", "End date must be today or later"),
        ("2026-08-05", "2026-08-04", "End date must be today or later"),
    ];
    for (starts_on, ends_on, message) in table {
        assert_eq!(
            messages("temporary", starts_on, ends_on),
            [("ends_on", message.to_owned())]
        );
    }
}

#[test]
fn stored_rules_are_read_back_only_if_whole() {
    let (start, end) = (Some(date("2026-08-03")), Some(date("2026-08-14")));
    for kind in [
        RuleKind::Permanent,
        RuleKind::Temporary {
            starts_on: date("2026-08-03"),
            ends_on: date("2026-08-14"),
        },
    ] {
        assert_eq!(RuleKind::of_days(kind.starts_on(), kind.ends_on()), Some(kind));
    }
    for (starts_on, ends_on) in [(None, end), (start, None), (end, start)] {
        assert_eq!(
            RuleKind::of_days(starts_on, ends_on),
            None,
            "{starts_on:?} {ends_on:?}"
        );
    }
}

#[test]
fn field_names_are_the_forms() {
    let names = [Field::Kind, Field::Delegate, Field::StartsOn, Field::EndsOn].map(Field::name);
    assert_eq!(names, ["kind", "delegate", "starts_on", "ends_on"]);
}
