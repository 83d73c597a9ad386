//! People as CSV (contract, People CSV), in the order in which they came: importing it again changes nothing.

use std::io::Write;

use chrono::NaiveDate;
use db::Connection;
use db::people::export::{self, Row};
use db::transaction::Transaction;
use domain::ids::PersonId;
use domain::privilege::BuiltinRole;

use super::import::Column;
use crate::Error;
use crate::people::PeopleRecords;

/// Why the export broke off.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The output takes no more.
    #[error("the people cannot be written: {0}")]
    Unwritable(#[from] std::io::Error),
    /// Something else.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<db::Error> for ExportError {
    fn from(error: db::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<csv::Error> for ExportError {
    fn from(error: csv::Error) -> Self {
        Self::Unwritable(match error.into_kind() {
            // As it came: a reader that has enough is another matter than a full disk.
            csv::ErrorKind::Io(error) => error,
            other => std::io::Error::other(format!("{other:?}")),
        })
    }
}

/// People read at once.
const BATCH: i64 = 5_000;

impl PeopleRecords<'_> {
    /// Writes everyone, as of one moment, and returns how many. Only grants by hand are in it.
    ///
    /// # Errors
    /// When the database fails or the output takes no more; what was written until then is not complete.
    pub async fn export(self, output: impl Write + Send) -> Result<u64, ExportError> {
        Transaction::run(&self.services.pool, async |tx| write(tx, output).await).await
    }
}

async fn write(conn: &mut Connection, output: impl Write + Send) -> Result<u64, ExportError> {
    export::begin(conn).await?;
    let mut csv = csv::Writer::from_writer(output);
    csv.write_record(Column::ALL.iter().map(|column| column.name()))?;
    let mut after: Option<PersonId> = None;
    let mut written = 0;
    loop {
        let mut rows = export::batch(conn, after, BATCH).await?;
        let Some(last) = rows.last() else { break };
        after = Some(last.id());
        for row in &mut rows {
            row.roles.sort_by_cached_key(|code| role_order(code));
            let (cells, roles) = (&*row, row.roles.join(" "));
            csv.write_record(Column::ALL.iter().map(|column| cell(cells, *column, &roles)))?;
            written += 1;
        }
    }
    csv.flush()?;
    Ok(written)
}

/// The roles that come with the system first, in their own order; then the organisation's by code.
fn role_order(code: &str) -> (usize, String) {
    let place = BuiltinRole::ALL.iter().position(|role| role.code() == code);
    (place.unwrap_or(BuiltinRole::ALL.len()), code.to_owned())
}

fn cell(row: &Row, column: Column, roles: &str) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let date = |date: Option<NaiveDate>| date.map(|date| date.to_string()).unwrap_or_default();
    match column {
        Column::Username => row.username.clone(),
        Column::DisplayName => row.display_name.clone(),
        Column::Email => text(&row.email),
        Column::Manager => text(&row.manager),
        Column::Department => text(&row.department),
        Column::Job => text(&row.job),
        Column::Location => text(&row.location),
        Column::HiredOn => date(row.hired_on),
        Column::TerminatedOn => date(row.terminated_on),
        Column::TimeZone => text(&row.time_zone),
        Column::Roles => roles.to_owned(),
    }
}
