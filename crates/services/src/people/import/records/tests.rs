//! The reader against a slow one, which has the whole file before it and goes through it cell by cell.

use std::io::{self, Read};

use proptest::prelude::*;

use super::{BYTE_ORDER_MARK, Content, LONGEST, RETURNS, Records};

/// A record: the line on which it begins, and its bytes; none: a quotation mark is not closed.
type Found = (usize, Option<Vec<u8>>);

/// The length of the line end at this place; 0: there is none.
fn line_end(file: &[u8], at: usize) -> usize {
    match (file.get(at), file.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => 2,
        (Some(b'\r' | b'\n'), _) => 1,
        _ => 0,
    }
}

/// Behind the quotation mark that closes the one before `at`.
fn closed(file: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match (file.get(at)?, file.get(at + 1)) {
            (b'"', Some(b'"')) => at += 2,
            (b'"', _) => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// Where the record that begins at this place ends: at a line end or the end of the file.
fn end_of_record(file: &[u8], mut at: usize) -> Option<usize> {
    loop {
        if file.get(at) == Some(&b'"') {
            at = closed(file, at + 1)?;
        }
        while at < file.len() && file[at] != b',' && line_end(file, at) == 0 {
            at += 1;
        }
        match file.get(at) {
            Some(b',') => at += 1,
            _ => return Some(at),
        }
    }
}

fn slowly(file: &[u8]) -> Vec<Found> {
    let (mut found, mut at, mut line) = (Vec::new(), 0, 1);
    let file = file.strip_prefix(BYTE_ORDER_MARK).unwrap_or(file);
    while at < file.len() {
        let end = end_of_record(file, at);
        found.push((line, end.map(|end| file[at..end].to_vec())));
        // What is not closed spoils its own line only.
        let first = (at..=file.len()).find(|place| line_end(file, *place) > 0 || *place == file.len());
        let end = end.or(first).unwrap();
        let mut place = at;
        while place < end {
            let width = line_end(file, place);
            line += usize::from(width > 0);
            place += width.max(1);
        }
        line += usize::from(end < file.len());
        at = end + line_end(file, end);
    }
    found
}

/// Hands out few bytes at a time, and is interrupted in between.
struct Dribble<'f> {
    rest: &'f [u8],
    most: usize,
    is_interrupted: bool,
}

impl Read for Dribble<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.is_interrupted = !self.is_interrupted;
        if self.is_interrupted {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let most = self.most.min(buffer.len());
        self.rest.read(&mut buffer[..most])
    }
}

fn quickly(file: &[u8], most: usize) -> Vec<Found> {
    let mut records = Records::new(Dribble {
        rest: file,
        most,
        is_interrupted: false,
    });
    let mut found = Vec::new();
    while let Some(record) = records.next().unwrap() {
        let bytes = match record.content {
            Content::Bytes(bytes) => Some(bytes.to_vec()),
            Content::NotClosed => None,
            Content::TooLong => panic!("nothing is that long"),
        };
        found.push((usize::try_from(record.line).unwrap(), bytes));
    }
    found
}

/// What decides where a record ends, more often than what does not.
fn piece() -> impl Strategy<Value = &'static [u8]> {
    prop_oneof![
        4 => Just(&b"\""[..]), 2 => Just(&b","[..]), 2 => Just(&b"\n"[..]), 1 => Just(&b"\r"[..]), 1 => Just(&b"\r\n"[..]),
        1 => Just(&b"a"[..]), 1 => Just("é".as_bytes()), 1 => Just(&b" "[..]), 1 => Just(&b"\0"[..]), 1 => Just(&b"\xff"[..]),
        1 => Just(BYTE_ORDER_MARK), 1 => Just(&b"\"\""[..]), 1 => Just(&b"\",\""[..]), 1 => Just(&b";"[..]), 1 => Just(&b"\t"[..]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_file_has_the_records_that_a_slow_reader_finds(
        has_mark in any::<bool>(),
        pieces in proptest::collection::vec(piece(), 0..40),
        most in 1..9_usize,
    ) {
        let mut file = if has_mark { BYTE_ORDER_MARK.to_vec() } else { Vec::new() };
        file.extend(pieces.concat());
        prop_assert_eq!(quickly(&file, most), slowly(&file), "{:?}", String::from_utf8_lossy(&file));
    }
}

#[test]
fn both_readers_find_what_rfc_4180_says() {
    let table: [(&[u8], &[Found]); 4] = [
        (
            b"a,b\r\nc,d",
            &[(1, Some(b"a,b".to_vec())), (2, Some(b"c,d".to_vec()))],
        ),
        (
            b"a,\"b\r\nc\",d\n\ne",
            &[
                (1, Some(b"a,\"b\r\nc\",d".to_vec())),
                (3, Some(Vec::new())),
                (4, Some(b"e".to_vec())),
            ],
        ),
        (b"\xef\xbb\xbf\"a\nb\"\r", &[(1, Some(b"\"a\nb\"".to_vec()))]),
        (b"\"a\nb", &[(1, None), (2, Some(b"b".to_vec()))]),
    ];
    for (file, expected) in table {
        assert_eq!(slowly(file), expected);
        assert_eq!(quickly(file, 3), expected);
    }
}

/// Read from its own beginning and read as the rest of the line before it, such a line ends in an open quotation mark.
const NEVER_CLOSED: &[u8] = b"\",x\"y,\"\n";

#[test]
fn a_file_in_which_no_mark_is_closed_is_read_through_and_not_again_for_each_line() {
    let file = NEVER_CLOSED.repeat(100_000);
    let mut records = Records::new(&file[..]);
    let mut lines = 0;
    while let Some(record) = records.next().unwrap() {
        assert!(
            matches!(record.content, Content::NotClosed),
            "line {}",
            record.line
        );
        lines += 1;
        assert_eq!(record.line, lines);
    }
    assert_eq!(lines, 100_000, "each line is named");
    let length = u64::try_from(file.len() + (RETURNS + 1) * (LONGEST + 1)).unwrap();
    assert!(
        (length / 2..=length).contains(&records.taken),
        "{} of {length}",
        records.taken
    );
}
