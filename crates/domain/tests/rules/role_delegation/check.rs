use std::num::NonZeroU32;

use domain::role_delegation::{Before, Field, Limits, Period, TypedDates, check_dates};

use crate::samples::date;

const TODAY: &str = "2028-01-11";

fn limits(max_days: u32) -> Limits {
    Limits {
        today: date(TODAY),
        max_days: NonZeroU32::new(max_days),
    }
}

fn before(start: &str, end: &str, has_begun: bool) -> Before {
    Before {
        period: Period::new(
            date(start),
            Some(end).filter(|end| !end.is_empty()).map(date),
            false,
        )
        .unwrap(),
        has_begun,
    }
}

/// `start..end`, or the fields that are wrong with their messages.
fn judged(start: &str, end: &str, before: Option<&Before>, max_days: u32) -> String {
    let dates = |through_end| TypedDates {
        starts_on: start,
        ends_on: end,
        through_end,
    };
    let included = check_dates(dates(true), before, limits(max_days));
    match check_dates(dates(false), before, limits(max_days)) {
        Ok(period) => {
            assert_eq!(
                included,
                Ok(Period::new(period.starts_on(), period.ends_on(), true).unwrap()),
                "R6, R17: what is judged is the date that was typed, included or not"
            );
            let end = period.ends_on().map(|end| end.to_string());
            format!("{}..{}", period.starts_on(), end.unwrap_or_default())
        }
        Err(problems) => {
            assert_eq!(included.as_ref(), Err(&problems));
            let lines: Vec<String> = problems
                .iter()
                .map(|problem| format!("{}: {}", problem.field.name(), problem.message))
                .collect();
            lines.join("; ")
        }
    }
}

#[test]
fn r1_a_new_one_starts_today_or_later_and_ends_no_earlier() {
    let cases = [
        ("2028-01-11", "", "2028-01-11.."),
        ("2028-01-11", "2028-01-11", "2028-01-11..2028-01-11"),
        (" 2028-02-01 ", "2028-02-29", "2028-02-01..2028-02-29"),
        ("2028-01-10", "", "starts_on: Start date must be today or later"),
        (
            "2028-02-02",
            "2028-02-01",
            "ends_on: End date must be the same as or after 2 February 2028",
        ),
        (
            "2028-01-10",
            "2028-01-10",
            "starts_on: Start date must be today or later; ends_on: End date must be today or later",
        ),
        ("", "", "starts_on: Enter a start date"),
        (
            "2028-02-30",
            "soon",
            "starts_on: Start date must be a real date, such as 2026-08-03; \
             ends_on: End date must be a real date, such as 2026-08-03",
        ),
        (
            "0001-01-01",
            "1899-12-31",
            "starts_on: Start date must be between 1 January 1900 and 31 December 9999; \
             ends_on: End date must be between 1 January 1900 and 31 December 9999",
        ),
    ];
    for (start, end, expected) in cases {
        assert_eq!(judged(start, end, None, 0), expected, "{start} {end}");
    }
}

#[test]
fn r1_a_start_that_has_come_stays_and_an_end_cannot_move_before_today() {
    let begun = before("2028-01-01", "2028-01-31", true);
    let cases = [
        ("2028-01-01", "2028-01-20", "2028-01-01..2028-01-20"),
        // The form of one that has begun need not post its start.
        ("", "2028-01-11", "2028-01-01..2028-01-11"),
        ("", "", "2028-01-01.."),
        ("", "2028-01-10", "ends_on: End date must be today or later"),
        (
            "2028-01-05",
            "2028-01-20",
            "starts_on: Start date has come: it stays 1 January 2028",
        ),
        (
            "nonsense",
            "2028-01-20",
            "starts_on: Start date has come: it stays 1 January 2028",
        ),
    ];
    for (start, end, expected) in cases {
        assert_eq!(judged(start, end, Some(&begun), 0), expected, "{start} {end}");
    }
    // Due today, but the job has not run: it has come all the same.
    let due = before(TODAY, "2028-01-31", false);
    assert_eq!(
        judged("2028-01-12", "2028-01-31", Some(&due), 0),
        "starts_on: Start date has come: it stays 11 January 2028"
    );
    let scheduled = before("2028-02-01", "2028-02-10", false);
    assert_eq!(
        judged(TODAY, "2028-02-10", Some(&scheduled), 0),
        "2028-01-11..2028-02-10"
    );
    assert_eq!(
        judged("2028-01-10", "2028-02-10", Some(&scheduled), 0),
        "starts_on: Start date must be today or later"
    );
}

#[test]
fn r17_the_end_is_at_most_start_plus_n_days_and_the_message_names_the_latest() {
    let cases = [
        ("2028-01-11", "2028-01-21", 10, "2028-01-11..2028-01-21"),
        (
            "2028-01-11",
            "2028-01-22",
            10,
            "ends_on: End date must be 21 January 2028 or earlier",
        ),
        ("2028-02-25", "2028-03-01", 5, "2028-02-25..2028-03-01"),
        (
            "2028-02-25",
            "2028-03-02",
            5,
            "ends_on: End date must be 1 March 2028 or earlier",
        ),
        (
            "2028-01-11",
            "",
            10,
            "ends_on: Enter an end date: 21 January 2028 is the latest allowed",
        ),
        ("2028-01-11", "", 0, "2028-01-11.."),
        ("2028-01-11", "2028-01-12", 1, "2028-01-11..2028-01-12"),
        ("2028-01-11", "2028-01-11", 1, "2028-01-11..2028-01-11"),
        ("2028-01-11", "9999-12-31", u32::MAX, "2028-01-11..9999-12-31"),
        // The latest is always a date that can be typed.
        (
            "2028-01-11",
            "",
            u32::MAX,
            "ends_on: Enter an end date: 31 December 9999 is the latest allowed",
        ),
        (
            "9999-12-01",
            "",
            36_500,
            "ends_on: Enter an end date: 31 December 9999 is the latest allowed",
        ),
        (
            "2028-01-11",
            "9999-12-31",
            10,
            "ends_on: End date must be 21 January 2028 or earlier",
        ),
        (
            "2028-01-11",
            "0001-01-01",
            10,
            "ends_on: End date must be between 1 January 1900 and 31 December 9999",
        ),
    ];
    for (start, end, max_days, expected) in cases {
        assert_eq!(
            judged(start, end, None, max_days),
            expected,
            "{start} {end} {max_days}"
        );
    }
}

#[test]
fn r17_binds_on_changing_a_date_and_leaves_what_stands() {
    // Made before the maximum came: it stands as it is, and may be shortened to what is allowed.
    let long = before("2027-12-01", "2028-12-31", true);
    let cases = [
        ("2028-12-31", "2027-12-01..2028-12-31"),
        // Start + 10 days has passed: then today is the latest.
        ("2028-01-11", "2027-12-01..2028-01-11"),
        (
            "2028-01-12",
            "ends_on: End date must be 11 January 2028 or earlier",
        ),
        (
            "",
            "ends_on: Enter an end date: 11 January 2028 is the latest allowed",
        ),
    ];
    for (end, expected) in cases {
        assert_eq!(judged("", end, Some(&long), 10), expected, "{end}");
    }
    let endless = before("2027-12-01", "", true);
    assert_eq!(judged("", "", Some(&endless), 10), "2027-12-01..");
    // Moving the start alone is a change of a date, too.
    let scheduled = before("2028-02-01", "2028-03-31", false);
    assert_eq!(
        judged("2028-02-02", "2028-03-31", Some(&scheduled), 10),
        "ends_on: End date must be 12 February 2028 or earlier"
    );
}

#[test]
fn g6_each_field_has_its_name_in_the_form() {
    assert_eq!(
        (Field::StartsOn.name(), Field::EndsOn.name()),
        ("starts_on", "ends_on")
    );
}
