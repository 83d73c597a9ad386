//! What is wrong with a file, line by line. The list is capped, the count is not.

use std::fmt;

/// A problem of one line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineProblem {
    /// Physical line in the file; the header is line 1.
    pub line: u64,
    /// What is wrong, in words for whoever made the file.
    pub reason: String,
}

impl fmt::Display for LineProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

/// The most problems that are listed: a wholly wrong file needs no longer list, nor the memory for it.
const LISTED: usize = 1_000;

/// Everything that is wrong with a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    listed: Vec<LineProblem>,
    total: u64,
}

impl Problems {
    /// The first of them, by line.
    pub fn listed(&self) -> &[LineProblem] {
        &self.listed
    }

    /// How many there are beyond those listed.
    pub fn more(&self) -> u64 {
        self.total
            .saturating_sub(u64::try_from(self.listed.len()).unwrap_or(u64::MAX))
    }

    /// Nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    pub(super) fn add(&mut self, line: u64, reason: impl Into<String>) {
        self.total += 1;
        if self.listed.len() < LISTED {
            self.listed.push(LineProblem {
                line,
                reason: reason.into(),
            });
        }
    }

    /// Adds problems that one check found; `total` counts also those beyond its own limit.
    pub(super) fn add_all(&mut self, found: impl IntoIterator<Item = LineProblem>, total: u64) {
        self.listed.extend(found);
        self.listed.sort();
        self.listed.truncate(LISTED);
        self.total += total;
    }

    /// As many as one check has to find for the list.
    pub(super) fn limit() -> i64 {
        i64::try_from(LISTED).unwrap_or(i64::MAX)
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.listed {
            writeln!(f, "{problem}")?;
        }
        match self.more() {
            0 => write!(f, "nothing was imported"),
            more => write!(f, "… and {more} more; nothing was imported"),
        }
    }
}

/// A value of the file inside a message: no longer than a line of the terminal bears, and with a sign in the place
/// of each character that would change it.
pub(super) fn quoted(value: &str) -> String {
    const LONGEST: usize = 64;
    let shown: String = value
        .chars()
        .map(|letter| {
            if letter.is_control() {
                char::REPLACEMENT_CHARACTER
            } else {
                letter
            }
        })
        .take(LONGEST)
        .collect();
    match value.chars().nth(LONGEST) {
        Some(_) => format!("“{shown}…”"),
        None => format!("“{shown}”"),
    }
}
