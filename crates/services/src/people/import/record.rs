//! One line of the file: its cells, each checked by the domain.

use std::collections::HashMap;

use chrono::NaiveDate;
use db::people::import::Row;
use domain::activity::assignment_window;
use domain::dates::{DateProblem, parse_date};
use domain::ids::RoleId;
use domain::text::{check_display_text, fold};
use domain::username::check_username;
use domain::zone::Zone;

use super::columns::{Column, Header};
use super::problems::quoted;

/// Longest name, department, job or location, in characters.
const LONGEST_TEXT: usize = 200;

/// Longest address, in characters (RFC 5321).
const LONGEST_ADDRESS: usize = 254;

/// What checking a line needs to know besides it.
pub(super) struct Known {
    /// Roles by code.
    pub(super) roles: HashMap<String, RoleId>,
    /// The zone of people without one (G1).
    pub(super) site: Zone,
}

/// The row that a line's cells mean, and what is wrong with it. With reasons the row is only good for being
/// referred to by other lines.
pub(super) fn read(
    header: &Header,
    cells: &csv::StringRecord,
    known: &Known,
    line: i64,
) -> (Row, Vec<String>) {
    let mut cells = Cells {
        header,
        cells,
        reasons: Vec::new(),
    };
    let row = cells.row(known, line);
    (row, cells.reasons)
}

struct Cells<'a> {
    header: &'a Header,
    cells: &'a csv::StringRecord,
    reasons: Vec<String>,
}

impl Cells<'_> {
    fn get(&self, column: Column) -> &str {
        self.header.cell(self.cells, column)
    }

    /// Keeps the value, or the reason why there is none.
    fn keep<T: Default>(&mut self, checked: Result<T, String>) -> T {
        checked.unwrap_or_else(|reason| {
            self.reasons.push(reason);
            T::default()
        })
    }

    /// A name or place: a line break in it is a blank.
    fn text(&mut self, column: Column) -> Option<String> {
        let checked = match self.get(column) {
            "" => Ok(None),
            text => check_display_text(column.name(), &one_line(text), LONGEST_TEXT).map(Some),
        };
        self.keep(checked)
    }

    fn email(&mut self) -> Option<String> {
        let checked = match self.get(Column::Email) {
            "" => Ok(None),
            text => check_display_text(Column::Email.name(), text, LONGEST_ADDRESS).map(Some),
        };
        self.keep(checked)
    }

    fn date(&mut self, column: Column) -> Option<NaiveDate> {
        let checked = date(column, self.get(column));
        self.keep(checked)
    }

    fn zone(&mut self) -> Option<Zone> {
        let checked = match self.get(Column::TimeZone) {
            "" => Ok(None),
            name => Zone::parse(name)
                .map(Some)
                .ok_or_else(|| format!("unknown time zone {}", quoted(name))),
        };
        self.keep(checked)
    }

    fn roles(&mut self, known: &Known) -> Vec<RoleId> {
        let mut roles = Vec::new();
        let mut unknown = Vec::new();
        for code in self.get(Column::Roles).split_whitespace() {
            match known.roles.get(code) {
                Some(role) if roles.contains(role) => {}
                Some(role) => roles.push(*role),
                None => unknown.push(format!("unknown role {}", quoted(code))),
            }
        }
        self.reasons.append(&mut unknown);
        roles
    }

    fn manager(&mut self) -> Option<String> {
        let checked = match self.get(Column::Manager) {
            "" => Ok(None),
            name => check_username(name)
                .map(Some)
                .map_err(|_| format!("unknown manager {}", quoted(name))),
        };
        self.keep(checked)
    }

    fn row(&mut self, known: &Known, line: i64) -> Row {
        let username = check_username(self.get(Column::Username));
        let username = self.keep(username);
        let display_name = check_display_text(
            "display_name",
            &one_line(self.get(Column::DisplayName)),
            LONGEST_TEXT,
        );
        let display_name = self.keep(display_name);
        let email = self.email();
        let manager = self.manager();
        let department = self.text(Column::Department);
        let job = self.text(Column::Job);
        let location = self.text(Column::Location);
        let hired_on = self.date(Column::HiredOn);
        let terminated_on = self.date(Column::TerminatedOn);
        if let (Some(hired), Some(terminated)) = (hired_on, terminated_on)
            && terminated < hired
        {
            self.reasons
                .push(format!("terminated_on {terminated} is before hired_on {hired}"));
        }
        let zone = self.zone();
        let (active_from, active_until) =
            assignment_window(hired_on, terminated_on, zone.unwrap_or(known.site));
        let roles = self.roles(known);
        Row {
            line,
            search_text: fold(&format!("{display_name} {username}")),
            username,
            display_name,
            email,
            manager,
            department,
            job,
            location,
            hired_on,
            terminated_on,
            time_zone: zone.map(|zone| zone.name().to_owned()),
            active_from,
            active_until,
            roles,
        }
    }
}

/// A text whose line breaks, with the blanks around them, are a blank each.
fn one_line(text: &str) -> String {
    let lines = text.split(['\r', '\n']).map(str::trim);
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    lines.join(" ")
}

fn date(column: Column, text: &str) -> Result<Option<NaiveDate>, String> {
    let problem = |what: &str| format!("{} {} {what}", column.name(), quoted(text));
    match parse_date(text) {
        Ok(date) => Ok(Some(date)),
        Err(DateProblem::Missing) => Ok(None),
        Err(DateProblem::NotADate) => Err(problem("is not a date of the form 2026-08-03")),
        Err(DateProblem::OutOfRange) => Err(problem("must lie in the years 1900 to 9999")),
    }
}
