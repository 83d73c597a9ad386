//! G6: typed dates, and dates in messages.

use domain::dates::{DateProblem, LAST_DATE, in_words, next_day, parse_date};

use crate::samples::date;

#[test]
fn g6_dates_are_typed_one_way() {
    for text in [
        "2026-08-03",
        " 2026-08-03\t",
        "1900-01-01",
        "9999-12-31",
        "2000-01-01",
        "2028-02-29",
        "2000-02-29",
    ] {
        assert_eq!(parse_date(text), Ok(date(text.trim())), "{text:?}");
    }
}

#[test]
fn g6_what_is_no_date_says_why() {
    let table = [
        ("", DateProblem::Missing),
        ("  \t ", DateProblem::Missing),
        ("soon", DateProblem::NotADate),
        ("2026-02-29", DateProblem::NotADate),
        ("2100-02-29", DateProblem::NotADate),
        ("2026-13-01", DateProblem::NotADate),
        ("2026-04-31", DateProblem::NotADate),
        ("2026-00-10", DateProblem::NotADate),
        ("2026-8-3", DateProblem::NotADate),
        ("26-08-03", DateProblem::NotADate),
        ("02026-08-03", DateProblem::NotADate),
        ("10000-01-01", DateProblem::NotADate),
        ("+2026-08-03", DateProblem::NotADate),
        ("-2026-08-03", DateProblem::NotADate),
        ("2026-08-03-", DateProblem::NotADate),
        ("2026-08", DateProblem::NotADate),
        ("2026-08-03T00:00", DateProblem::NotADate),
        ("03.08.2026", DateProblem::NotADate),
        ("2026-08- 3", DateProblem::NotADate),
        ("2026-08-+3", DateProblem::NotADate),
        ("２０２６-08-03", DateProblem::NotADate),
        ("2026-08-03\0", DateProblem::NotADate),
        ("0001-01-01", DateProblem::OutOfRange),
        ("0000-01-01", DateProblem::OutOfRange),
        ("1899-12-31", DateProblem::OutOfRange),
    ];
    for (text, problem) in table {
        assert_eq!(parse_date(text), Err(problem), "{text:?}");
    }
}

#[test]
fn g6_messages_say_what_is_allowed() {
    assert_eq!(DateProblem::Missing.message("start date"), "Enter a start date");
    assert_eq!(DateProblem::Missing.message("end date"), "Enter an end date");
    assert_eq!(
        DateProblem::NotADate.message("due date"),
        "Due date must be a real date, such as 2026-08-03"
    );
    assert_eq!(
        DateProblem::OutOfRange.message("start date"),
        "Start date must be between 1 January 1900 and 31 December 9999"
    );
}

#[test]
fn g6_the_last_date_has_no_next_day() {
    assert_eq!(next_day(date("2028-02-28")), Some(date("2028-02-29")));
    assert_eq!(next_day(date("9999-12-30")), Some(LAST_DATE));
    assert_eq!(next_day(LAST_DATE), None);
}

#[test]
fn dates_in_messages_are_spelled_out() {
    assert_eq!(in_words(date("9999-12-31")), "31 December 9999");
    assert_eq!(in_words(date("2028-01-11")), "11 January 2028");
    assert_eq!(in_words(date("2026-08-03")), "3 August 2026");
}
