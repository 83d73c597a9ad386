//! What is refused, with its line and reason; nothing is kept then.

use super::{Directory, HARBOUR, HEADER, printed, with_header};

/// Imports a file on top of the harbour's people and gives the problems as printed.
async fn problems(csv: &[u8]) -> Vec<String> {
    let directory = Directory::new().await;
    directory.import(HARBOUR).await;
    let audited = directory.audit().await.len();
    let problems = directory.refused(csv).await;
    assert_eq!(
        directory.export().await,
        HARBOUR,
        "a refused file changes nothing"
    );
    assert_eq!(directory.audit().await.len(), audited);
    directory.database.drop_database().await;
    printed(&problems)
}

async fn problems_of(lines: &[&str]) -> Vec<String> {
    problems(with_header(lines).as_bytes()).await
}

#[tokio::test]
async fn every_bad_line_is_named_at_once() {
    let found = problems_of(&[
        "ann,Ann,,,,,,2026-02-30,,,employee",
        "bo,,,ghost,,,,,,Europe/Atlantis,employee",
        "ANN,Ann again,,,,,,,,,",
        "cy,Cy,,,,,,2026-05-02,2026-05-01,,employee king queen",
        "right,Right,,cy,,,,,,,employee",
        "_x,X,,,,,,,,,",
        ",Nobody,,,,,,,,,",
        "dee,Dee,,,,",
    ])
    .await;
    assert_eq!(
        found,
        [
            "line 2: hired_on “2026-02-30” is not a date of the form 2026-08-03",
            "line 3: Enter the display_name",
            "line 3: unknown manager “ghost”",
            "line 3: unknown time zone “Europe/Atlantis”",
            "line 4: username “ANN” stands on line 2 already",
            "line 5: terminated_on 2026-05-01 is before hired_on 2026-05-02",
            "line 5: unknown role “king”",
            "line 5: unknown role “queen”",
            "line 7: Username must start with a letter or digit",
            "line 8: Enter a username",
            "line 9: 6 fields where the header has 11",
        ]
    );
}

#[tokio::test]
async fn columns_are_those_of_the_contract() {
    let csv = "username,display_name,email,manager,department,job,location,hired_on,terminated_on,roles,salary,email\n";
    let found = problems(csv.as_bytes()).await;
    let expected = [
        "line 1: column email stands twice",
        "line 1: column time_zone is missing",
        "line 1: unknown column “salary”",
    ];
    assert_eq!(found, expected);
}

#[tokio::test]
async fn an_empty_file_has_no_columns() {
    let found = problems(b"").await;
    assert_eq!(found.len(), 11);
    assert!(
        found.contains(&"line 1: column username is missing".to_owned()),
        "{found:?}"
    );
}

#[tokio::test]
async fn dates_are_iso_dates() {
    let wrong = [
        "01.02.2026",
        "2026-2-3",
        "20260203",
        "2026-02-03T00:00",
        "1899-12-31",
        "tomorrow",
    ];
    let line = |(place, date): (usize, &&str)| format!("p{place},P,,,,,,,{date},,");
    let lines: Vec<String> = wrong.iter().enumerate().map(line).collect();
    let found = problems_of(&lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
    assert_eq!(found.len(), wrong.len(), "{found:?}");
    for ((problem, date), line) in found.iter().zip(wrong).zip(2..) {
        assert!(
            problem.starts_with(&format!("line {line}: terminated_on “{date}” ")),
            "{problem}"
        );
    }
}

#[tokio::test]
async fn latin_1_is_not_utf_8() {
    let mut csv = format!("{HEADER}\nann,Ann,,,,,,,,,\n").into_bytes();
    csv.extend_from_slice(b"jos,Jos\xe9,,ann,,,,,,,\nbo,Bo,,jos,,,,,,,\n");
    assert_eq!(problems(&csv).await, ["line 3: not UTF-8"]);
}

#[tokio::test]
async fn a_nul_and_a_line_break_where_none_belongs_are_refused() {
    let found = problems_of(&[
        "ann,A\0nn,,,,,,,,,",
        "bo,Bo,\"bo@",
        "example.org\",,,,,,,,",
        "c\0y,Cy,,a\0,,,,,,,",
    ])
    .await;
    assert_eq!(
        found,
        [
            "line 2: display_name must be one line, without control characters: character 2 is U+0000",
            "line 3: email must be one line, without control characters: character 4 is U+000A",
            "line 5: Username must have only letters a to z, digits, and . _ - @ +",
            "line 5: unknown manager “a\u{fffd}”",
        ]
    );
}

#[tokio::test]
async fn s_a_name_that_hides_a_character_is_refused_with_its_line() {
    let found = problems_of(&[
        "ann,Ann \u{202e}nnA,,,,,,,,,",
        "bo,Bo,,,Fin\u{200b}ance,Cle\u{ad}rk,London\u{200e},,,,",
        "cy,می\u{200c}خواهم,,,,,,,,,",
        "di,Di,,,,,,,,Mars,",
    ])
    .await;
    assert_eq!(
        found,
        [
            "line 2: display_name must not contain U+202E (right-to-left override), which nobody sees: it is character 5",
            "line 3: department must not contain U+200B (zero-width space), which nobody sees: it is character 4",
            "line 3: job must not contain U+00AD (soft hyphen), which nobody sees: it is character 4",
            "line 3: location must not contain U+200E (left-to-right mark), which nobody sees: it is character 7",
            "line 5: unknown time zone “Mars”",
        ]
    );
}

#[tokio::test]
async fn a_cycle_of_managers_is_named_in_full() {
    let found = problems_of(&[
        "a,A,,c,,,,,,,",
        "b,B,,a,,,,,,,",
        "c,C,,b,,,,,,,",
        "d,D,,d,,,,,,,",
        "e,E,,a,,,,,,,",
    ])
    .await;
    assert_eq!(
        found,
        [
            "line 2: a cycle of managers: a → c → b → a",
            "line 5: a cycle of managers: d → d"
        ]
    );
}

#[tokio::test]
async fn a_cycle_may_go_through_people_who_are_not_in_the_file() {
    // In the directory olu reports to nia and nia to root; now root shall report to olu.
    let found = problems_of(&["root,Ruth Ott,,olu,,,,,,,"]).await;
    assert_eq!(found, ["line 2: a cycle of managers: root → olu → nia → root"]);
}

#[tokio::test]
async fn the_list_is_capped_and_says_how_many_more() {
    let lines: String = (0..1500).map(|n| format!("p{n},P,,ghost,,,,,,,\n")).collect();
    let directory = Directory::new().await;
    let problems = directory.refused(format!("{HEADER}\n{lines}").as_bytes()).await;
    assert_eq!((problems.listed().len(), problems.more()), (1000, 500));
    assert_eq!(problems.listed()[999].line, 1001);
    directory.database.drop_database().await;
}

#[tokio::test]
async fn a_quotation_mark_that_is_not_closed_spoils_its_own_line_only() {
    // One inside a cell opens nothing.
    let found = problems_of(&[
        "bo,B\"o,,ghost,,,,,,,",
        "ann,\"Ann,,,,,,,,,",
        "cy,Cy,,ghost,,,,,,,",
    ])
    .await;
    assert_eq!(
        found,
        [
            "line 2: unknown manager “ghost”",
            "line 3: a quotation mark is not closed",
            "line 4: unknown manager “ghost”",
        ]
    );
}

/// The lines of a file, and what is said of them, by line.
type Case<'c> = (&'c [&'c str], &'c [(u64, &'c str)]);

#[tokio::test]
async fn a_quotation_mark_that_another_line_closes_spoils_both_lines_and_joins_no_two_people() {
    let unclosed = "a quotation mark is not closed";
    let behind = "something stands between a closing quotation mark and the next comma: inside a cell, write a quotation mark twice";
    let table: [Case<'_>; 4] = [
        (
            &["ann,\"Ann,,,,,,,,,", "bo,\"Bo,,,,,,,,,"],
            &[(2, unclosed), (3, unclosed)],
        ),
        (&["ann,\"Ann,,,,,,,,,", "bo,\"Bo\",,,,,,,,,"], &[(2, unclosed)]),
        (&["ann,\"Ann\" Ode,,,,,,,,,", "bo,Bo,,ann,,,,,,,"], &[(2, behind)]),
        (&["ann,\"Ann \"the\" Ode\",,,,,,,,,"], &[(2, behind)]),
    ];
    for (lines, expected) in table {
        let expected: Vec<String> = expected
            .iter()
            .map(|(line, reason)| format!("line {line}: {reason}"))
            .collect();
        let found = problems_of(lines).await;
        // Who is named on such a line is nobody's manager.
        let found: Vec<String> = found
            .into_iter()
            .filter(|problem| !problem.contains("unknown manager"))
            .collect();
        assert_eq!(found, expected, "{lines:?}");
    }
}

#[tokio::test]
async fn cells_that_are_not_separated_by_commas_are_named_once() {
    let separators = [
        (";", "semicolons"),
        ("\t", "tabs"),
        ("|", "vertical bars"),
        (":", "colons"),
        ("^", "“^”"),
        ("，", "“，”"),
        ("\u{1f}", "the control character U+001F"),
    ];
    for (separator, name) in separators {
        let words = format!("the cells are separated by {name}: separate them by commas");
        let line = "semi1,Semi Colon,semi1@example.test,,Ops,Clerk,Hall,2020-01-01,,Etc/UTC,employee";
        let whole = format!("{HEADER}\n{line}\n").replace(',', separator);
        assert_eq!(problems(whole.as_bytes()).await, [format!("line 1: {words}")]);
        let later = format!("\n,,\n{whole}");
        assert_eq!(problems(later.as_bytes()).await, [format!("line 3: {words}")]);
        let one = format!("{HEADER}\n{}\n", line.replace(',', separator));
        assert_eq!(problems(one.as_bytes()).await, [format!("line 2: {words}")]);
    }
}

#[tokio::test]
async fn an_address_has_254_characters_and_a_name_200() {
    let address = |letters: usize| format!("a@{}", "b".repeat(letters - 2));
    let found = problems_of(&[
        &format!("ann,Ann,{},,,,,,,,", address(255)),
        &format!("bo,{},{},,,,,,,,", "B".repeat(201), address(254)),
    ])
    .await;
    assert_eq!(
        found,
        [
            "line 2: email must be 254 characters or fewer",
            "line 3: display_name must be 200 characters or fewer",
        ]
    );
}
