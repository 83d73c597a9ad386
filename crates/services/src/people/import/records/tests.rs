//! The reader against the slow one.

use std::io::{self, Read};

use proptest::prelude::*;

use super::super::splitter::Splitter;
use super::slow::{Found, cells, slowly};
use super::{BYTE_ORDER_MARK, Content, LONGEST, RETURNS, Records};

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
            Content::NotClosed | Content::BehindMark => None,
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
        let found = quickly(&file, most);
        prop_assert_eq!(&found, &slowly(&file, RETURNS), "{:?}", String::from_utf8_lossy(&file));
        let mut splitter = Splitter::new();
        for record in found.into_iter().filter_map(|(_, record)| String::from_utf8(record?).ok()) {
            let split = splitter.split(&record).unwrap();
            let split: Vec<Vec<u8>> = split.iter().map(|cell| cell.as_bytes().to_vec()).collect();
            // An empty line has no cells; to the slow reader it has an empty one. Neither is a person.
            prop_assert!(split == cells(record.as_bytes()) || split.is_empty() && record.is_empty(), "{record:?}: {split:?}");
        }
    }
}

#[test]
fn both_readers_find_what_rfc_4180_says() {
    let table: [(&[u8], &[Found]); 6] = [
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
        // What follows a closing mark is wrong, and no mark of another line closes one that is not closed.
        (b"\"a\"b,c\nd", &[(1, None), (2, Some(b"d".to_vec()))]),
        (
            b"1,\"a,b\n2,\"c,d\ne",
            &[(1, None), (2, None), (3, Some(b"e".to_vec()))],
        ),
    ];
    for (file, expected) in table {
        assert_eq!(slowly(file, RETURNS), expected);
        assert_eq!(quickly(file, 3), expected);
    }
}

/// Read from its own beginning and read as the rest of the line before it, such a line ends in an open quotation mark.
const NEVER_CLOSED: &[u8] = b"x\",\"y\n";

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
