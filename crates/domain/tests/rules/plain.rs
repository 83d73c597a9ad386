//! Text that goes out of the house (N): headers, directions, widths.

use domain::text::plain::{lines, one_line, wrapped};
use proptest::prelude::*;

#[test]
fn a_line_break_never_reaches_a_header() {
    for text in [
        "a\r\nBcc: eve@example.org",
        "a\nBcc: eve@example.org",
        "a\u{2028}Bcc: eve@example.org",
        "a\u{85}Bcc: eve@example.org",
        "a\0Bcc: eve@example.org",
    ] {
        assert_eq!(one_line(text, 100), "a Bcc: eve@example.org");
    }
}

#[test]
fn marks_of_direction_are_left_out_and_letters_stay() {
    assert_eq!(
        one_line("Grant \u{202e}nimda\u{202c} to \u{200f}Ana\u{200e}", 100),
        "Grant nimda to Ana"
    );
    assert_eq!(one_line("\u{200f}מרה פוגל", 100), "מרה פוגל");
    assert_eq!(one_line("می‌خواهم", 100), "می‌خواهم", "joiners are spelling");
}

#[test]
fn what_is_too_long_is_cut_and_says_so() {
    let title = "x".repeat(10_000);
    let short = one_line(&title, 150);
    assert_eq!(short.chars().count(), 150);
    assert!(short.ends_with('…'));
    assert_eq!(one_line("one two", 5), "one…");
    assert_eq!(one_line("one", 3), "one");
}

#[test]
fn several_lines_stay_several() {
    assert_eq!(
        lines("\n\nOne\r\n\r\n\r\n\ttwo  three\n", 100),
        "One\n\ntwo three"
    );
}

#[test]
fn an_address_is_not_broken() {
    let link = format!("https://locum.example.org/tasks/{}", "0".repeat(80));
    assert_eq!(
        wrapped(&format!("Open it: {link} now"), 40),
        format!("Open it:\n{link}\nnow")
    );
    assert_eq!(wrapped("a\n\nb", 40), "a\n\nb");
}

proptest! {
    #[test]
    fn wrapping_loses_no_word_and_keeps_to_the_width(text in "[a-zäß ]{0,300}", width in 10_usize..90) {
        let broken = wrapped(&text, width);
        prop_assert_eq!(broken.split_whitespace().collect::<Vec<_>>(), text.split_whitespace().collect::<Vec<_>>());
        for line in broken.lines() {
            prop_assert!(line.chars().count() <= width || !line.trim().contains(' '), "{}", line);
        }
    }

    #[test]
    fn one_line_is_one_line_and_doing_it_again_changes_nothing(text in any::<String>(), max in 1_usize..200) {
        let line = one_line(&text, max);
        prop_assert!(!line.chars().any(char::is_control) && line.chars().count() <= max);
        prop_assert_eq!(one_line(&line, max), line);
    }
}
