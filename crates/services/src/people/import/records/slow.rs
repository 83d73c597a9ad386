//! A slow reader of the same files, which has the whole file before it and goes through it cell by cell. The tests and the fuzzing
//! of `fuzz/` compare the quick one with it; it takes nothing of the quick one's.

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A record: the line on which it begins, and its bytes; none: its quotation marks are wrong.
pub(crate) type Found = (usize, Option<Vec<u8>>);

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

/// Where the record that begins at this place ends: at a line end or the end of the file; or where it shows that it is none.
fn end_of_record(file: &[u8], mut at: usize) -> Result<usize, usize> {
    let ends = |at: usize| at == file.len() || file[at] == b',' || line_end(file, at) > 0;
    loop {
        if file.get(at) == Some(&b'"') {
            at = closed(file, at + 1).ok_or(file.len())?;
            if !ends(at) {
                return Err(at);
            }
        }
        while !ends(at) {
            at += 1;
        }
        match file.get(at) {
            Some(b',') => at += 1,
            _ => return Ok(at),
        }
    }
}

/// The records of a file. After so many `returns` to the line after one with a quotation mark that is not closed, a record ends with
/// its line.
pub(crate) fn slowly(file: &[u8], returns: usize) -> Vec<Found> {
    let (mut found, mut at, mut line, mut left) = (Vec::new(), 0, 1, returns);
    let file = file.strip_prefix(BYTE_ORDER_MARK).unwrap_or(file);
    while at < file.len() {
        let first = (at..=file.len()).find(|place| line_end(file, *place) > 0 || *place == file.len());
        let first = first.unwrap_or(file.len());
        let end = end_of_record(file, at);
        // What is wrong spoils its own line only. Going back to the next one is what there is only so much of.
        left = match end {
            Err(noticed) if noticed > first => left.saturating_sub(1),
            _ => left,
        };
        let end = end.ok().filter(|end| left > 0 || *end == first);
        found.push((line, end.map(|end| file[at..end].to_vec())));
        let end = end.unwrap_or(first);
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

/// The cells of a record that has been found: what stands between quotation marks, a pair of them for one, and what follows until
/// the next comma.
pub(crate) fn cells(record: &[u8]) -> Vec<Vec<u8>> {
    let mut cells = Vec::new();
    let mut rest = record;
    loop {
        let mut cell = Vec::new();
        if let Some(quoted) = rest.strip_prefix(b"\"") {
            let end = closed(quoted, 0).unwrap_or(quoted.len());
            let within = quoted[..end].strip_suffix(b"\"").unwrap_or(&quoted[..end]);
            let mut marks = 0;
            for byte in within {
                marks += usize::from(*byte == b'"');
                if *byte != b'"' || marks % 2 == 1 {
                    cell.push(*byte);
                }
            }
            rest = &quoted[end..];
        }
        let comma = rest.iter().position(|byte| *byte == b',');
        cell.extend(&rest[..comma.unwrap_or(rest.len())]);
        cells.push(cell);
        match comma {
            Some(comma) => rest = &rest[comma + 1..],
            None => return cells,
        }
    }
}
