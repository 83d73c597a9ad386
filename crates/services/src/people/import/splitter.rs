//! The cells of a record.

use std::io::{Cursor, SeekFrom};

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Splits a record into cells as CSV has them. Made once a file: its tables cost more than a record.
pub(super) struct Splitter {
    reader: csv::Reader<Cursor<Vec<u8>>>,
    cells: csv::StringRecord,
}

impl Splitter {
    pub(super) fn new() -> Self {
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
    pub(super) fn split(&mut self, record: &str) -> Result<&csv::StringRecord, String> {
        let bytes = self.reader.get_mut().get_mut();
        bytes.clear();
        // The reader takes a byte order mark away, wherever it thinks that a file begins. The file's own is gone already: in a
        // later line it is a letter of the first cell.
        if record.starts_with(BYTE_ORDER_MARK) {
            bytes.extend_from_slice(BYTE_ORDER_MARK.as_bytes());
        }
        bytes.extend_from_slice(record.as_bytes());
        self.cells.clear();
        let rewound = self.reader.seek_raw(SeekFrom::Start(0), csv::Position::new());
        rewound
            .and_then(|()| self.reader.read_record(&mut self.cells))
            .map_err(|error| error.to_string())?;
        Ok(&self.cells)
    }
}
