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
    /// Reads the header; none, and problems, when it is not what it has to be.
    pub(super) fn read(cells: &csv::StringRecord, line: u64, problems: &mut Problems) -> Option<Self> {
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

    /// A line's cell, without blanks around it; empty where the line is too short.
    pub(super) fn cell<'c>(&self, cells: &'c csv::StringRecord, column: Column) -> &'c str {
        let place = self.columns.iter().position(|own| *own == column);
        place
            .and_then(|place| cells.get(place))
            .unwrap_or_default()
            .trim()
    }
}
