//! The records of a file as RFC 4180 has them, one at a time and none longer than 64 KiB in memory. A line ends with LF, CRLF
//! or CR; inside quotation marks it goes on with the next one. A quotation mark that is not closed spoils its own line only:
//! reading goes on with the line after it.

#[cfg(test)]
mod slow;
#[cfg(test)]
mod tests;

use std::io::{self, BufRead, BufReader, Read};

/// The longest record that is read; a person's has some hundred bytes.
pub(super) const LONGEST: usize = 64 * 1024;

/// How often reading goes back to the line after one with a quotation mark that is not closed. From then on a record ends with
/// its line: whoever makes a file in which no mark is ever closed does not have every line read through [`LONGEST`] bytes.
pub(super) const RETURNS: usize = 100;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads records.
pub(super) struct Records<R> {
    input: BufReader<R>,
    /// Read before, and to be read again; the next byte is the last.
    again: Vec<u8>,
    /// The line that comes next, from 1.
    line: u64,
    record: Vec<u8>,
    /// How often it has gone back, up to [`RETURNS`].
    returns: usize,
    /// Bytes taken, those taken again included.
    #[cfg(test)]
    taken: u64,
}

/// A record, by the line on which it begins.
pub(super) struct Record<'r> {
    /// From 1.
    pub(super) line: u64,
    /// What stands in it, without the end of its last line.
    pub(super) content: Content<'r>,
}

/// What stands in a record.
pub(super) enum Content<'r> {
    /// Its bytes.
    Bytes(&'r [u8]),
    /// It is longer than [`LONGEST`], and was skipped.
    TooLong,
    /// A quotation mark in it is not closed before it is [`LONGEST`], or the file ends; or another line closes it where no cell ends.
    NotClosed,
    /// Something stands between the quotation mark that closes a cell and the next comma.
    BehindMark,
}

/// Where in a record a byte stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the beginning of a cell: here a quotation mark opens.
    Beginning,
    /// In a cell without quotation marks, or after those that closed.
    Plain,
    /// Between quotation marks.
    Quoted,
    /// After a quotation mark between quotation marks: it closes, or the next one makes a pair with it.
    Closing,
    /// Behind a quotation mark that closed, where no cell ends: the record is wrong.
    Behind,
}

impl Place {
    fn after(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::Behind, _) => Self::Behind,
            (Self::Quoted, b'"') => Self::Closing,
            (Self::Quoted, _) | (Self::Beginning | Self::Closing, b'"') => Self::Quoted,
            (_, b',') => Self::Beginning,
            // One that does not end a line is half of a CRLF.
            (place, b'\r') => place,
            (Self::Closing, _) => Self::Behind,
            (Self::Beginning | Self::Plain, _) => Self::Plain,
        }
    }
}

impl<R: Read> Records<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            input: BufReader::with_capacity(LONGEST, input),
            again: Vec::new(),
            line: 1,
            record: Vec::new(),
            returns: 0,
            #[cfg(test)]
            taken: 0,
        }
    }

    /// The next record, or none at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Record<'_>>> {
        self.record.clear();
        let line = self.line;
        let mut place = Place::Beginning;
        // Behind the end of its first line, where it has several.
        let mut second = None;
        loop {
            if self.record.len() > LONGEST {
                return self.give_up(line, place, second).map(Some);
            }
            let Some(byte) = self.byte()? else { break };
            let ends = self.ends_line(byte)?;
            if ends && place != Place::Quoted {
                return Ok(Some(self.found(line, place)));
            }
            if ends && self.returns == RETURNS {
                let content = Content::NotClosed;
                return Ok(Some(Record { line, content }));
            }
            self.record.push(byte);
            if ends {
                second.get_or_insert(self.record.len());
            }
            let is_mark = line == 1 && self.record == BYTE_ORDER_MARK;
            place = if is_mark {
                Place::Beginning
            } else {
                place.after(byte)
            };
            // Its mark was not closed on its own line, or another line's would not do it here.
            if place == Place::Behind && second.is_some() {
                return self.give_up(line, place, second).map(Some);
            }
        }
        let is_mark = line == 1 && self.record == BYTE_ORDER_MARK;
        match (self.record.is_empty() || is_mark, place) {
            (true, _) => Ok(None),
            (false, Place::Quoted) => self.give_up(line, place, second).map(Some),
            (false, _) => Ok(Some(self.found(line, place))),
        }
    }

    fn found(&self, line: u64, place: Place) -> Record<'_> {
        if place == Place::Behind {
            let content = Content::BehindMark;
            return Record { line, content };
        }
        let bytes = match line {
            1 => self.record.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&self.record),
            _ => &self.record,
        };
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        Record {
            line,
            content: Content::Bytes(bytes),
        }
    }

    /// Goes on with the second line of a record that does not end, or skips the only one.
    fn give_up(&mut self, line: u64, place: Place, second: Option<usize>) -> io::Result<Record<'_>> {
        let content = match second {
            Some(second) => {
                let rest = self.record.get(second..).unwrap_or_default();
                self.again.extend(rest.iter().rev());
                self.line = line + 1;
                self.returns += 1;
                Content::NotClosed
            }
            None => {
                let is_long = self.record.len() > LONGEST;
                self.skip_line()?;
                match place {
                    Place::Quoted if !is_long => Content::NotClosed,
                    _ => Content::TooLong,
                }
            }
        };
        Ok(Record { line, content })
    }

    fn skip_line(&mut self) -> io::Result<()> {
        while let Some(byte) = self.byte()? {
            if self.ends_line(byte)? {
                break;
            }
        }
        Ok(())
    }

    /// Whether a line ends with this byte, which was just read. Of CR and LF the LF ends it.
    fn ends_line(&mut self, byte: u8) -> io::Result<bool> {
        let ends = match byte {
            b'\n' => true,
            b'\r' => self.peek()? != Some(b'\n'),
            _ => false,
        };
        if ends {
            self.line += 1;
        }
        Ok(ends)
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        let byte = self.peek()?;
        #[cfg(test)]
        {
            self.taken += u64::from(byte.is_some());
        }
        if byte.is_some() && self.again.pop().is_none() {
            self.input.consume(1);
        }
        Ok(byte)
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        if let Some(byte) = self.again.last() {
            return Ok(Some(*byte));
        }
        loop {
            match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
                Ok(buffer) => return Ok(buffer.first().copied()),
            }
        }
    }
}
