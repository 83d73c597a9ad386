//! The reader of people files against a slow one (contract, People CSV): whatever the bytes, both find the same records on the same
//! lines, and the same cells in them. The first byte says by how many bytes the file comes in.

#![no_main]

#[path = "../../crates/services/src/people/import/records.rs"]
mod records;
#[path = "../../crates/services/src/people/import/records/slow.rs"]
mod slow;
#[path = "../../crates/services/src/people/import/splitter.rs"]
mod splitter;

use std::io::{self, Read};

use libfuzzer_sys::fuzz_target;

use crate::records::{Content, Records};
use crate::slow::{Found, cells, slowly};
use crate::splitter::Splitter;

/// Hands out few bytes at a time.
struct Dribble<'f> {
    rest: &'f [u8],
    most: usize,
}

impl Read for Dribble<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = self.most.min(buffer.len());
        self.rest.read(&mut buffer[..most])
    }
}

fn quickly(rest: &[u8], most: usize) -> Vec<Found> {
    let mut records = Records::new(Dribble { rest, most });
    let mut found = Vec::new();
    while let Some(record) = records.next().expect("memory can be read") {
        let bytes = match record.content {
            Content::Bytes(bytes) => Some(bytes.to_vec()),
            Content::NotClosed | Content::BehindMark => None,
            Content::TooLong => panic!("no file is that long"),
        };
        found.push((usize::try_from(record.line).expect("few lines"), bytes));
    }
    found
}

fuzz_target!(|data: &[u8]| {
    let Some((most, file)) = data.split_first() else { return };
    let quick = quickly(file, usize::from(*most).max(1));
    assert_eq!(quick, slowly(file, records::RETURNS));
    let mut splitter = Splitter::new();
    for record in quick.into_iter().filter_map(|(_, record)| record) {
        let Ok(text) = str::from_utf8(&record) else { continue };
        let split = splitter.split(text).expect("UTF-8");
        let found: Vec<Vec<u8>> = split.iter().map(|cell| cell.as_bytes().to_vec()).collect();
        // An empty line has no cells; to the slow reader it has an empty one. Neither is a person.
        let slow = cells(&record);
        assert!(found == slow || found.is_empty() && record.is_empty(), "{found:?} {slow:?}");
    }
});
