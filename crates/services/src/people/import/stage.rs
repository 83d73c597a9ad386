//! From the file into the staging tables: each record split, checked and sent on in batches.

use db::transaction::Transaction;
use std::borrow::Cow;
use std::io::{Cursor, Read, SeekFrom};

use db::people::import::{self, Batch, Row};
use domain::zone::Zone;

use super::ImportError;
use super::columns::Header;
use super::problems::Problems;
use super::record::{self, Known};
use super::records::{Content, LONGEST, Record, Records};

/// Lines sent to the database at once; checked rows are small whatever the lines were.
const BATCH: usize = 5_000;

/// Stages every line that names a person, and lists what is wrong.
pub(super) async fn stage_file(
    tx: &mut Transaction,
    reader: impl Read + Send,
    site: Zone,
    problems: &mut Problems,
) -> Result<(), ImportError> {
    let roles = db::roles::all(tx).await?;
    let known = Known {
        roles: roles
            .into_iter()
            .map(|role| (role.code.clone(), role.id()))
            .collect(),
        site,
    };
    let mut records = Records::new(reader);
    let mut splitter = Splitter::new();
    let Some(header) = read_header(&mut records, &mut splitter, problems)? else {
        return Ok(());
    };
    let mut batch = Batch::default();
    while let Some(record) = records.next()? {
        if let Some(row) = row(&record, &header, &known, &mut splitter, problems) {
            batch.push(row);
        }
        if batch.len() >= BATCH {
            import::stage(tx, std::mem::take(&mut batch)).await?;
        }
    }
    import::stage(tx, batch).await?;
    Ok(import::staged(tx).await?)
}

/// The header; none, and problems, when the rest of the file cannot be understood.
fn read_header(
    records: &mut Records<impl Read>,
    splitter: &mut Splitter,
    problems: &mut Problems,
) -> Result<Option<Header>, ImportError> {
    let text = match records.next()?.map(|record| record.content) {
        None => Ok(String::new()),
        Some(Content::Bytes(bytes)) => String::from_utf8(bytes.to_vec()).map_err(|_| NOT_UTF8.to_owned()),
        Some(other) => Err(why_unread(&other)),
    };
    match text.and_then(|text| Ok(Header::read(&text, splitter.split(&text)?, problems))) {
        Ok(header) => Ok(header),
        Err(reason) => {
            problems.add(1, reason);
            Ok(None)
        }
    }
}

const NOT_UTF8: &str = "not UTF-8";

fn why_unread(content: &Content<'_>) -> String {
    match content {
        Content::NotClosed => "a quotation mark is not closed".to_owned(),
        _ => format!("longer than {} KiB", LONGEST / 1024),
    }
}

/// The row that a line means, also of a line that is wrong: those who report to that person are not wrong for it.
fn row(
    record: &Record<'_>,
    header: &Header,
    known: &Known,
    splitter: &mut Splitter,
    problems: &mut Problems,
) -> Option<Row> {
    let Content::Bytes(bytes) = record.content else {
        problems.add(record.line, why_unread(&record.content));
        return None;
    };
    let text = String::from_utf8_lossy(bytes);
    let cells = match splitter.split(&text) {
        Ok(cells) => cells,
        Err(reason) => {
            problems.add(record.line, reason);
            return None;
        }
    };
    // Emptied rows at the end of a sheet.
    if cells.iter().all(|cell| cell.trim().is_empty()) {
        return None;
    }
    let line = i64::try_from(record.line).unwrap_or(i64::MAX);
    let (row, reasons) = record::read(header, cells, known, line);
    let reasons = match text {
        // One problem, not one for each cell that it makes wrong.
        Cow::Owned(_) => vec![NOT_UTF8.to_owned()],
        Cow::Borrowed(text) if cells.len() != header.width() => vec![header.not_as_wide(text, cells.len())],
        Cow::Borrowed(_) => reasons,
    };
    for reason in reasons {
        problems.add(record.line, reason);
    }
    (!row.username.is_empty()).then_some(row)
}

/// Splits a record into cells as CSV has them. Made once a file: its tables cost more than a record.
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

    /// The cells of a record, or why it has none.
    fn split(&mut self, record: &str) -> Result<&csv::StringRecord, String> {
        let bytes = self.reader.get_mut().get_mut();
        bytes.clear();
        bytes.extend_from_slice(record.as_bytes());
        self.cells.clear();
        let rewound = self.reader.seek_raw(SeekFrom::Start(0), csv::Position::new());
        rewound
            .and_then(|()| self.reader.read_record(&mut self.cells))
            .map_err(|error| error.to_string())?;
        Ok(&self.cells)
    }
}
