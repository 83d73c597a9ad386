//! From the file into the staging tables: each record split, checked and sent on in batches.

use db::transaction::Transaction;
use std::borrow::Cow;
use std::io::Read;

use db::people::import::{self, Batch, Row};
use domain::zone::Zone;

use super::ImportError;
use super::columns::Header;
use super::problems::Problems;
use super::record::{self, Known};
use super::records::{Content, LONGEST, Record, Records};
use super::splitter::Splitter;

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

/// The header, the first record that is not empty; none, and problems, when the rest of the file cannot be understood.
fn read_header(
    records: &mut Records<impl Read>,
    splitter: &mut Splitter,
    problems: &mut Problems,
) -> Result<Option<Header>, ImportError> {
    while let Some(record) = records.next()? {
        let text = match record.content {
            Content::Bytes(bytes) => str::from_utf8(bytes).map_err(|_| NOT_UTF8.to_owned()),
            ref other => Err(why_unread(other)),
        };
        let cells = text.and_then(|text| Ok((text, splitter.split(text)?)));
        match cells {
            Ok((_, cells)) if is_empty(cells) => {}
            Ok((text, cells)) => return Ok(Header::read(record.line, text, cells, problems)),
            Err(reason) => {
                problems.add(record.line, reason);
                return Ok(None);
            }
        }
    }
    Ok(Header::read(1, "", &csv::StringRecord::new(), problems))
}

/// Emptied rows of a sheet.
fn is_empty(cells: &csv::StringRecord) -> bool {
    cells.iter().all(|cell| cell.trim().is_empty())
}

const NOT_UTF8: &str = "not UTF-8";

fn why_unread(content: &Content<'_>) -> String {
    match content {
        Content::NotClosed => "a quotation mark is not closed".to_owned(),
        Content::BehindMark => {
            "something stands between a closing quotation mark and the next comma: inside a cell, write a quotation mark twice"
                .to_owned()
        }
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
    if is_empty(cells) {
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
