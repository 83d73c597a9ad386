//! Text as it goes out of the house, into mails and Slack: nothing in it breaks a header, turns the direction of writing or
//! runs off a terminal.

use super::hidden::is_hidden;

/// A text as one line of at most `max` characters: line breaks and runs of blanks become one blank, control characters and
/// marks of writing direction are left out, and what is too long ends with `…`.
pub fn one_line(text: &str, max: usize) -> String {
    let words: Vec<String> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .map(|word| word.chars().filter(|c| !is_hidden(*c)).collect())
        .filter(|word: &String| !word.is_empty())
        .collect();
    shortened(&words.join(" "), max)
}

/// A text of several lines of at most `max` characters, each line as in [`one_line`]; more than one empty line in a row
/// becomes one.
pub fn lines(text: &str, max: usize) -> String {
    let mut kept: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = one_line(line, usize::MAX);
        if !(line.is_empty() && kept.last().is_none_or(String::is_empty)) {
            kept.push(line);
        }
    }
    shortened(kept.join("\n").trim_end(), max)
}

/// Breaks each line between words so that none is wider than `width` characters. A single word that is wider, such as an
/// address, keeps a line of its own.
pub fn wrapped(text: &str, width: usize) -> String {
    let lines: Vec<String> = text.lines().map(|line| wrapped_line(line, width)).collect();
    lines.join("\n")
}

fn wrapped_line(line: &str, width: usize) -> String {
    let mut out = String::with_capacity(line.len());
    let mut used = 0;
    for word in line.split(' ') {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            out.push('\n');
            used = 0;
        }
        if used > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += length;
    }
    out
}

fn shortened(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(max.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}
