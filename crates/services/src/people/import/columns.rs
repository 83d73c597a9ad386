//! The columns of the People CSV, and where a file has each of them.

use super::problems::{Problems, quoted};

/// A column; the import takes them in any order, the export writes them in this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::people) enum Column {
    Username,
    DisplayName,
    Email,
    Manager,
    Department,
    Job,
    Location,
    HiredOn,
    TerminatedOn,
    TimeZone,
    Roles,
}

impl Column {
    /// In the order of the export.
    pub(in crate::people) const ALL: [Self; 11] = [
        Self::Username,
        Self::DisplayName,
        Self::Email,
        Self::Manager,
        Self::Department,
        Self::Job,
        Self::Location,
        Self::HiredOn,
        Self::TerminatedOn,
        Self::TimeZone,
        Self::Roles,
    ];

    /// As in the header.
    pub(in crate::people) fn name(self) -> &'static str {
        match self {
            Self::Username => "username",
            Self::DisplayName => "display_name",
            Self::Email => "email",
            Self::Manager => "manager",
            Self::Department => "department",
            Self::Job => "job",
            Self::Location => "location",
            Self::HiredOn => "hired_on",
            Self::TerminatedOn => "terminated_on",
            Self::TimeZone => "time_zone",
            Self::Roles => "roles",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }
}

/// The header of a file.
#[derive(Debug)]
pub(super) struct Header {
    columns: Vec<Column>,
}

impl Header {
    /// Reads the header, which stands on this line; none, and problems, when it is not what it has to be.
    pub(super) fn read(
        line: u64,
        text: &str,
        cells: &csv::StringRecord,
        problems: &mut Problems,
    ) -> Option<Self> {
        if cells.len() < 2
            && let Some(separator) = separator(text, |separator| separates_columns(text, separator))
        {
            problems.add(line, separated_by(separator));
            return None;
        }
        let mut columns: Vec<Column> = Vec::new();
        let mut right = true;
        let mut refuse = |reason: String| {
            right = false;
            problems.add(line, reason);
        };
        for cell in cells {
            match Column::from_name(cell.trim()) {
                Some(column) if columns.contains(&column) => {
                    refuse(format!("column {} stands twice", column.name()))
                }
                Some(column) => columns.push(column),
                None => refuse(format!("unknown column {}", quoted(cell))),
            }
        }
        for column in Column::ALL.into_iter().filter(|column| !columns.contains(column)) {
            refuse(format!("column {} is missing", column.name()));
        }
        right.then_some(Self { columns })
    }

    /// How many cells each line has.
    pub(super) fn width(&self) -> usize {
        self.columns.len()
    }

    /// What is wrong with a record that has another number of cells.
    pub(super) fn not_as_wide(&self, text: &str, cells: usize) -> String {
        let is_it = |separator| cells < self.width() && text.split(separator).count() == self.width();
        match separator(text, is_it) {
            Some(separator) => separated_by(separator),
            None => format!("{cells} fields where the header has {}", self.width()),
        }
    }

    /// A line's cell, without blanks around it; empty where the line is too short.
    pub(super) fn cell<'c>(&self, cells: &'c csv::StringRecord, column: Column) -> &'c str {
        let place = self.columns.iter().position(|own| *own == column);
        place
            .and_then(|place| cells.get(place))
            .unwrap_or_default()
            .trim()
    }
}

/// What spreadsheets write between cells where they do not write commas.
const USUAL: [char; 3] = [';', '\t', '|'];

/// So many other signs of a record are looked at.
const OTHERS: usize = 16;

/// What separates the cells of a record, if `is_it`: one of the usual separators, or any other sign that stands in it.
fn separator(text: &str, is_it: impl Fn(char) -> bool) -> Option<char> {
    let is_sign = |sign: &char| !sign.is_alphanumeric() && !r#","_-.@+/"#.contains(*sign);
    let mut others: Vec<char> = Vec::new();
    for sign in text.chars().filter(is_sign) {
        if others.len() < OTHERS && !others.contains(&sign) {
            others.push(sign);
        }
    }
    USUAL
        .into_iter()
        .chain(others)
        .find(|separator| is_it(*separator))
}

/// Whether a header consists of columns that are separated so.
fn separates_columns(header: &str, separator: char) -> bool {
    let mut cells = header.split(separator).map(|cell| cell.trim_matches(['"', ' ']));
    if USUAL.contains(&separator) {
        return cells.nth(1).is_some();
    }
    cells.filter_map(Column::from_name).nth(1).is_some()
}

fn separated_by(separator: char) -> String {
    let name = match separator {
        ';' => "semicolons".to_owned(),
        '\t' => "tabs".to_owned(),
        '|' => "vertical bars".to_owned(),
        ':' => "colons".to_owned(),
        sign if sign.is_whitespace() => "blanks".to_owned(),
        sign if sign.is_control() => format!("the control character U+{:04X}", u32::from(sign)),
        sign => format!("“{sign}”"),
    };
    format!("the cells are separated by {name}: separate them by commas")
}
