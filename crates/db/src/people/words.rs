//! What was typed to find somebody, as the indexes take it (T4): each word exactly, the beginnings of words where they are
//! short, and what a name contains where they are longer.

use super::search::escape_like;

/// Fewer letters have no trigram.
const TRIGRAM: usize = 3;

/// The letters of a word that the index of pieces keeps.
const LONGEST_WORD: usize = 100;

/// What stands between words, as `name_pieces` has it and as a class of a regular expression.
fn is_separator(letter: char) -> bool {
    letter == ' ' || letter.is_ascii_punctuation() || matches!(letter, '·' | '・')
}

const BETWEEN: &str = r"(^|[ -/:-@\[-`{-~·・])";

/// A letter of a script that writes no blanks between words: a word may begin at any of them. As `name_pieces` has it.
fn is_unspaced(letter: char) -> bool {
    matches!(u32::from(letter), 0x1100..=0x11ff | 0x2e80..=0x9fff | 0xac00..=0xd7ff | 0x2_0000..)
}

/// A search, folded (`domain::text::fold`).
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    /// Pieces of whoever has each word exactly.
    pub(crate) exact: Vec<String>,
    /// Where every word is short, pieces of whoever has words that begin so; else empty.
    pub(crate) beginnings: Vec<String>,
    /// The same as regular expressions, for who is looked at one by one; else empty.
    pub(crate) regexes: Vec<String>,
    /// Where a word is longer, patterns of what each name contains, the longest first; else empty.
    pub(crate) patterns: Vec<String>,
}

impl Words {
    pub(crate) fn of(folded: &str) -> Self {
        let parts: Vec<&str> = folded
            .split(is_separator)
            .filter(|part| !part.is_empty())
            .collect();
        let exact = parts.iter().map(|part| {
            let kept: String = part.chars().take(LONGEST_WORD).collect();
            kept + " "
        });
        let mut words = Self {
            exact: exact.collect(),
            ..Self::default()
        };
        // Signs stand between words: "j.s" has no three letters to look for.
        if parts.iter().any(|part| part.chars().count() >= TRIGRAM) {
            let contained = escape_like(folded);
            words.patterns = contained.split(' ').map(|word| format!("%{word}%")).collect();
            words.patterns.sort_by_key(|word| std::cmp::Reverse(word.len()));
        } else {
            words.beginnings = parts.iter().map(|part| (*part).to_owned()).collect();
            words.regexes = parts.iter().map(|part| beginning(part)).collect();
        }
        words
    }

    /// [`Self::exact`] for the index; for what has no word a piece that nobody has, as no piece at all would be everybody's.
    pub(crate) fn pieces(&self) -> Vec<String> {
        if self.exact.is_empty() {
            vec![String::new()]
        } else {
            self.exact.clone()
        }
    }

    /// Nothing was typed, or nothing but signs.
    pub(crate) fn are_none(&self) -> bool {
        self.beginnings.is_empty() && self.patterns.is_empty()
    }

    /// The two longest patterns, for the trigrams: `LIKE ALL` cannot use them by itself.
    pub(crate) fn longest(&self) -> (String, String) {
        match self.patterns.as_slice() {
            [longest, second, ..] => (longest.clone(), second.clone()),
            [only] => (only.clone(), only.clone()),
            [] => (String::new(), String::new()),
        }
    }
}

/// Whoever has a word that begins so.
fn beginning(part: &str) -> String {
    match part.chars().next() {
        Some(first) if is_unspaced(first) => part.to_owned(),
        _ => format!("{BETWEEN}{part}"),
    }
}
