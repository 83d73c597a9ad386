//! What a program said last, to be shown once more at the end of a run.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// How many lines are kept: the report of a failed browser test with its source and its calls, or of two.
const KEPT: usize = 80;

/// The last lines of a program, as they were printed.
#[derive(Debug, Default)]
pub(crate) struct LastLines(Mutex<VecDeque<String>>);

impl LastLines {
    /// Notes a line; the oldest goes where there are too many.
    pub(crate) fn hear(&self, line: &str) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() == KEPT {
            lines.pop_front();
        }
        lines.push_back(line.to_owned());
    }

    /// The lines, the oldest first.
    pub(crate) fn into_lines(self) -> Vec<String> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner).into()
    }
}

#[cfg(test)]
mod tests {
    use super::{KEPT, LastLines};

    #[test]
    fn the_last_lines_are_kept_in_their_order() {
        let said = LastLines::default();
        for number in 1..=KEPT + 2 {
            said.hear(&format!("line {number}"));
        }
        let lines = said.into_lines();
        assert_eq!(lines.len(), KEPT);
        assert_eq!(lines.first().map(String::as_str), Some("line 3"));
        assert_eq!(lines.last(), Some(&format!("line {}", KEPT + 2)));
    }
}
