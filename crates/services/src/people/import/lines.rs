//! The physical lines of a file, one at a time and none longer than 64 KiB in memory. No field of the People CSV
//! has a line break in it, so a line is a record, and one broken line spoils no other.

use std::io::{self, BufRead, BufReader, Read};

/// The longest line that is read; a person's line has some hundred bytes.
pub(super) const LONGEST: usize = 64 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads lines.
pub(super) struct Lines<R> {
    input: BufReader<R>,
    number: u64,
    line: Vec<u8>,
}

/// A line without its end.
pub(super) struct Line<'l> {
    /// From 1.
    pub(super) number: u64,
    /// None: it is longer than [`LONGEST`], and was skipped.
    pub(super) bytes: Option<&'l [u8]>,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            input: BufReader::with_capacity(LONGEST, input),
            number: 0,
            line: Vec::new(),
        }
    }

    /// The next line, or none at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        self.line.clear();
        let mut read = 0_usize;
        let mut complete = false;
        while !complete {
            let buffer = match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            if buffer.is_empty() {
                break;
            }
            let (piece, used) = match buffer.iter().position(|byte| *byte == b'\n') {
                Some(end) => (buffer.get(..end), end + 1),
                None => (Some(buffer), buffer.len()),
            };
            complete = piece.is_some_and(|piece| piece.len() < used);
            read = read.saturating_add(used);
            if read <= LONGEST {
                self.line.extend_from_slice(piece.unwrap_or_default());
            }
            self.input.consume(used);
        }
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        Ok(Some(Line {
            number: self.number,
            bytes: (read <= LONGEST).then(|| trim(&self.line, self.number)),
        }))
    }
}

fn trim(line: &[u8], number: u64) -> &[u8] {
    let line = match number {
        1 => line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line),
        _ => line,
    };
    line.strip_suffix(b"\r").unwrap_or(line)
}
