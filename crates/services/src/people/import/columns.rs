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
    /// Reads the header, the first record of a file; none, and problems, when it is not what it has to be.
    pub(super) fn read(text: &str, cells: &csv::StringRecord, problems: &mut Problems) -> Option<Self> {
        if let Some(separator) = separator(text, |count| count > 1 && cells.len() < 2) {
            problems.add(1, separated_by(separator));
            return None;
        }
        let mut columns: Vec<Column> = Vec::new();
        let mut right = true;
        let mut refuse = |reason: String| {
            right = false;
            problems.add(1, reason);
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
        match separator(text, |count| count == self.width() && cells < count) {
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

/// What spreadsheets write between cells where they do not write commas, and what it is called.
const SEPARATORS: [(char, &str); 3] = [(';', "semicolons"), ('\t', "tabs"), ('|', "vertical bars")];

/// The name of what separates the cells of a record, where it would have a number of them that is `right`.
fn separator(text: &str, right: impl Fn(usize) -> bool) -> Option<&'static str> {
    let found = SEPARATORS
        .iter()
        .find(|(separator, _)| right(text.split(*separator).count()));
    found.map(|(_, name)| *name)
}

fn separated_by(separator: &str) -> String {
    format!("the cells are separated by {separator}: separate them by commas")
}
