//! From the file into the staging tables: each line split, checked and sent on in batches.

use std::borrow::Cow;
use std::io::{Cursor, Read, SeekFrom};

use db::Connection;
use db::people::import::{self, Batch, Row};
use domain::zone::Zone;

use super::ImportError;
use super::columns::Header;
use super::lines::{LONGEST, Line, Lines};
use super::problems::Problems;
use super::record::{self, Known};

/// Lines sent to the database at once; checked rows are small whatever the lines were.
const BATCH: usize = 5_000;

/// Stages every line that names a person, and lists what is wrong.
pub(super) async fn stage_file(
    conn: &mut Connection,
    reader: impl Read + Send,
    site: Zone,
    problems: &mut Problems,
) -> Result<(), ImportError> {
    let roles = db::roles::all(conn).await?;
    let known = Known {
        roles: roles
            .into_iter()
            .map(|role| (role.code.clone(), role.id()))
            .collect(),
        site,
    };
    let mut lines = Lines::new(reader);
    let mut splitter = Splitter::new();
    let Some(header) = read_header(&mut lines, &mut splitter, problems)? else {
        return Ok(());
    };
    let mut batch = Batch::default();
    while let Some(line) = lines.next()? {
        if let Some(row) = row(&line, &header, &known, &mut splitter, problems) {
            batch.push(row);
        }
        if batch.len() >= BATCH {
            import::stage(conn, std::mem::take(&mut batch)).await?;
        }
    }
    import::stage(conn, batch).await?;
    Ok(import::staged(conn).await?)
}

/// The header; none, and problems, when the rest of the file cannot be understood.
fn read_header(
    lines: &mut Lines<impl Read>,
    splitter: &mut Splitter,
    problems: &mut Problems,
) -> Result<Option<Header>, ImportError> {
    let text = match lines.next()? {
        None => Ok(String::new()),
        Some(Line { bytes: None, .. }) => Err(too_long()),
        Some(Line {
            bytes: Some(bytes), ..
        }) => String::from_utf8(bytes.to_vec()).map_err(|_| NOT_UTF8.to_owned()),
    };
    match text.and_then(|text| {
        splitter
            .split(&text)
            .map(|cells| Header::read(cells, 1, problems))
    }) {
        Ok(header) => Ok(header),
        Err(reason) => {
            problems.add(1, reason);
            Ok(None)
        }
    }
}

const NOT_UTF8: &str = "not UTF-8";

fn too_long() -> String {
    format!("longer than {} KiB", LONGEST / 1024)
}

/// The row that a line means, also of a line that is wrong: those who report to that person are not wrong for it.
fn row(
    line: &Line<'_>,
    header: &Header,
    known: &Known,
    splitter: &mut Splitter,
    problems: &mut Problems,
) -> Option<Row> {
    let Some(bytes) = line.bytes else {
        problems.add(line.number, too_long());
        return None;
    };
    let text = String::from_utf8_lossy(bytes);
    if text.trim().is_empty() {
        return None;
    }
    let cells = match splitter.split(&text) {
        Ok(cells) => cells,
        Err(reason) => {
            problems.add(line.number, reason);
            return None;
        }
    };
    let (row, reasons) = record::read(
        header,
        cells,
        known,
        i64::try_from(line.number).unwrap_or(i64::MAX),
    );
    let reasons = match text {
        // One problem, not one for each cell that it makes wrong.
        Cow::Owned(_) => vec![NOT_UTF8.to_owned()],
        Cow::Borrowed(_) if cells.len() != header.width() => {
            vec![format!(
                "{} fields where the header has {}",
                cells.len(),
                header.width()
            )]
        }
        Cow::Borrowed(_) => reasons,
    };
    for reason in reasons {
        problems.add(line.number, reason);
    }
    (!row.username.is_empty()).then_some(row)
}

/// Splits a line into cells as CSV has them. Made once a file: its tables cost more than a line.
struct Splitter {
    reader: csv::Reader<Cursor<Vec<u8>>>,
    cells: csv::StringRecord,
}

impl Splitter {
    fn new() -> Self {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(Cursor::default());
        Self {
            reader,
            cells: csv::StringRecord::new(),
        }
    }

    /// The cells of a line, or why it has none.
    fn split(&mut self, line: &str) -> Result<&csv::StringRecord, String> {
        if line.bytes().filter(|byte| *byte == b'"').count() % 2 == 1 {
            return Err("a quotation mark is not closed on this line".to_owned());
        }
        if line.contains('\r') {
            return Err("a carriage return inside the line".to_owned());
        }
        let bytes = self.reader.get_mut().get_mut();
        bytes.clear();
        bytes.extend_from_slice(line.as_bytes());
        self.cells.clear();
        let rewound = self.reader.seek_raw(SeekFrom::Start(0), csv::Position::new());
        rewound
            .and_then(|()| self.reader.read_record(&mut self.cells))
            .map_err(|error| error.to_string())?;
        Ok(&self.cells)
    }
}
