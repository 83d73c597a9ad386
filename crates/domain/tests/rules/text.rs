//! Searching for names, initials, and the text that is accepted (G6, S).

use domain::text::{check_display_text, check_long_text, composed, fold, initials};
use proptest::prelude::*;

use crate::samples::ten_thousand_cases;

#[test]
fn names_are_found_without_accents_or_capitals() {
    let table = [
        ("Ana Ruiz", "ana ruiz"),
        ("José Ñandú", "jose nandu"),
        ("Jose\u{301}", "jose"),
        ("STRAẞE Straße", "strasse strasse"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("Søren Ærø", "soren aero"),
        ("İSTANBUL ısı", "istanbul isi"),
        ("Ðorđe", "dorde"),
        ("Ελένη ΝΊΚΟΣ Νίκος", "ελενη νικοσ νικοσ"),
        ("O\u{2019}Neill", "o'neill"),
        ("ﬁn Ｗｉｄｅ", "fin wide"),
        ("  Ben \t\u{a0}\u{3000} Ode\n", "ben ode"),
        ("a\u{202e}b\u{200b}c\u{feff}d\u{200f}e\u{ad}", "abcde"),
        // Marks that are part of the letter stay.
        ("が", "か\u{3099}"),
        ("", ""),
        (" \t", ""),
    ];
    for (text, folded) in table {
        assert_eq!(fold(text), folded, "{text:?}");
    }
    assert_ne!(fold("が"), fold("か"));
}

#[test]
fn initials_are_those_of_the_first_and_last_name() {
    let table = [
        ("Ana Ruiz", "AR"),
        ("Ben van der Ode", "BO"),
        ("cher", "C"),
        ("émile zola", "ÉZ"),
        ("E\u{301}mile Zola", "ÉZ"),
        ("ßen Ode", "SO"),
        ("(Bob) \"Ray\" O'Hara", "BO"),
        ("Ana 2", "A"),
        ("李 小龍", "李小"),
        ("007 4", "04"),
        ("", "?"),
        (" - ! ", "?"),
        ("👍", "?"),
    ];
    for (name, letters) in table {
        assert_eq!(initials(&composed(name)), letters, "{name:?}");
    }
}

#[test]
fn g6_display_text_is_one_plain_line() {
    let check = |text: &str| check_display_text("Display name", text, 10);
    assert_eq!(check("  Ana Ruiz "), Ok("Ana Ruiz".to_owned()));
    assert_eq!(check("éééééééééé"), Ok("éééééééééé".to_owned()));
    assert_eq!(check(" 1234567890 "), Ok("1234567890".to_owned()));
    assert_eq!(
        check("12345678901"),
        Err("Display name must be 10 characters or fewer".to_owned())
    );
    for missing in [
        "",
        " \t",
        "\u{200b}",
        "\u{202e} \u{feff}",
        "\u{200d}",
        "\u{3164} \u{2800}\u{fe0f}",
    ] {
        assert_eq!(
            check(missing),
            Err("Enter the display name".to_owned()),
            "{missing:?}"
        );
    }
    for impossible in [
        "a\nb",
        "a\rb",
        "a\tb",
        "a\0b",
        "a\u{7f}b",
        "a\u{85}b",
        "a\u{2028}b",
        "a\u{2029}b",
    ] {
        let sign = u32::from(impossible.chars().nth(1).unwrap());
        let message =
            format!("Display name must be one line, without control characters: character 2 is U+{sign:04X}");
        assert_eq!(check(impossible), Err(message), "{impossible:?}");
    }
    // Missing before impossible before too long: one message.
    assert!(
        check("much too long\n and broken")
            .unwrap_err()
            .contains("one line")
    );
    assert_eq!(
        check_display_text("HR code", "", 5),
        Err("Enter the HR code".to_owned())
    );
}

#[test]
fn s_a_name_with_what_nobody_sees_is_refused_with_its_name_and_place() {
    let check = |text: &str| check_display_text("Name", text, 50);
    for (text, named) in [
        (
            "Ana \u{202e}ziuR\u{202c}",
            "U+202E (right-to-left override), which nobody sees: it is character 5",
        ),
        (
            "\u{2066}Ana\u{2069}",
            "U+2066 (left-to-right isolate), which nobody sees: it is character 1",
        ),
        (
            "  Ana\u{200f}",
            "U+200F (right-to-left mark), which nobody sees: it is character 6",
        ),
        (
            "Ben\u{200b}Ode",
            "U+200B (zero-width space), which nobody sees: it is character 4",
        ),
        (
            "Be\u{ad}n",
            "U+00AD (soft hyphen), which nobody sees: it is character 3",
        ),
        (
            "Ben\u{feff}",
            "U+FEFF (byte order mark), which nobody sees: it is character 4",
        ),
        (
            "Ben\u{e0041}",
            "U+E0041 (tag), which nobody sees: it is character 4",
        ),
        (
            "Ben\u{fffa}",
            "U+FFFA (invisible character), which nobody sees: it is character 4",
        ),
    ] {
        assert_eq!(
            check(text),
            Err(format!("Name must not contain {named}")),
            "{text:?}"
        );
    }
    // All of them, whatever stands around them, and no neighbour of them.
    for range in [
        0xad..=0xad,
        0x34f..=0x34f,
        0x61c..=0x61c,
        0x115f..=0x1160,
        0x17b4..=0x17b5,
        0x200b..=0x200b,
        0x200e..=0x200f,
        0x202a..=0x202e,
        0x2060..=0x206f,
        0x3164..=0x3164,
        0xfeff..=0xfeff,
        0xffa0..=0xffa0,
        0xfff9..=0xfffb,
        0x1d173..=0x1d17a,
        0xe0000..=0xe007f,
    ] {
        for c in range.clone().filter_map(char::from_u32) {
            assert!(check(&format!("a{c}b")).is_err(), "{c:?}");
        }
        // U+2029 is a line break.
        let neighbours = [range.start() - 1, range.end() + 1];
        for neighbour in neighbours.into_iter().filter(|sign| *sign != 0x2029) {
            let c = char::from_u32(neighbour).unwrap();
            assert!(check(&format!("a{c}b")).is_ok(), "{c:?}");
        }
    }
    // Joiners spell Persian and Indic words and emoji, variation selectors Japanese names; what is written from right to left is.
    for name in [
        "می\u{200c}خواهم",
        "ක්\u{200d}ෂ",
        "👩\u{200d}💻",
        "葛\u{e0100}城",
        "محمد",
        "משה Cohen",
    ] {
        assert_eq!(check(name), Ok(composed(name)), "{name:?}");
    }
}

#[test]
fn g6_long_text_keeps_its_lines() {
    let check = |text: &str| check_long_text("Comment", text, 10);
    assert_eq!(check(" a\r\nb\rc\n\td \n"), Ok("a\nb\nc\n\td".to_owned()));
    assert_eq!(check("  "), Ok(String::new()));
    assert_eq!(check("12345\r\n6789"), Ok("12345\n6789".to_owned()));
    assert_eq!(
        check("12345\n67890"),
        Err("Comment must be 10 characters or fewer".to_owned())
    );
    assert!(check("a\u{1b}[31m").is_err());
    assert_eq!(check("a\u{202e}b"), Ok("ab".to_owned()));
}

proptest! {
    #![proptest_config(ten_thousand_cases())]

    /// Stored once and folded again at the search, a name is the same; blanks are single and inside.
    #[test]
    fn folding_again_changes_nothing(text in "\\PC*|[A-Za-zÀ-ſ \t’İẞǅ]{0,12}|.{0,12}") {
        let folded = fold(&text);
        prop_assert_eq!(fold(&folded), folded.clone());
        prop_assert_eq!(folded.split_whitespace().collect::<Vec<_>>().join(" "), folded);
    }

    /// Whatever the name, there are one or two characters to show.
    #[test]
    fn initials_are_one_or_two(name in any::<String>()) {
        prop_assert!((1..=2).contains(&initials(&name).chars().count()));
    }

    /// What was accepted is accepted again, unchanged: an export can be imported.
    #[test]
    fn accepted_text_stays_as_it_is(text in any::<String>()) {
        if let Ok(accepted) = check_display_text("Name", &text, 20) {
            prop_assert_eq!(check_display_text("Name", &accepted, 20), Ok(accepted));
        }
        if let Ok(accepted) = check_long_text("Reason", &text, 20) {
            prop_assert_eq!(check_long_text("Reason", &accepted, 20), Ok(accepted));
        }
    }
}
