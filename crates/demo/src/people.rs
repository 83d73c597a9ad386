//! The people of the demo organisation: `people.csv`, a People CSV whose dates may be counted from the day of loading
//! (`today-40`), brought in by the import itself.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::zone::Zone;
use futures::future::try_join_all;

use super::{command, defect, not_imported};
use services::audit::Record;
use services::people::import;
use services::{Result, Services};

/// A People CSV and who is in it.
pub(super) struct Table {
    csv: Vec<u8>,
    pub(super) usernames: Vec<String>,
}

/// The table with its dates as of `now`.
pub(super) fn table(now: DateTime<Utc>) -> Result<Table> {
    let today = Zone::UTC.today(now);
    let mut written = csv::Writer::from_writer(Vec::new());
    let mut usernames = Vec::new();
    let table = include_str!("data/people.csv");
    for record in csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(table.as_bytes())
        .records()
    {
        let record = record.map_err(defect)?;
        usernames.extend(record.get(0).map(str::to_owned));
        written
            .write_record(record.iter().map(|cell| dated(cell, today)))
            .map_err(defect)?;
    }
    // The first is the header's.
    usernames.drain(..1);
    Ok(Table {
        csv: written.into_inner().map_err(defect)?,
        usernames,
    })
}

/// `today-40` as a date; every other cell as it is.
fn dated(cell: &str, today: NaiveDate) -> String {
    let days = cell
        .strip_prefix("today")
        .and_then(|days| days.parse().ok())
        .and_then(TimeDelta::try_days);
    match days.and_then(|days| today.checked_add_signed(days)) {
        Some(date) => date.to_string(),
        None => cell.to_owned(),
    }
}

/// One hash a person, each with its own salt; few are made at a time.
pub(super) async fn hash_for_each(
    services: &Services,
    usernames: &[String],
    password: &str,
) -> Result<Vec<String>> {
    let hashes = usernames
        .iter()
        .map(|_| services.session().hash_password(password.to_owned()));
    try_join_all(hashes).await
}

/// Imports everyone and sets their passwords.
pub(super) async fn insert(
    tx: &mut Transaction,
    table: &Table,
    hashes: Vec<String>,
    now: DateTime<Utc>,
) -> Result<()> {
    import::run(tx, &command(), table.csv.as_slice(), now)
        .await
        .map_err(not_imported)?;
    db::demo::set_passwords(tx, table.usernames.clone(), hashes, now).await?;
    let mut records = Vec::new();
    for username in &table.usernames {
        let person = super::catalogue::person(tx, username).await?;
        records.push(
            Record::new(
                &command(),
                now,
                Action::PersonPasswordSet,
                ObjectKind::Person,
                person,
            )
            .concerns(person),
        );
    }
    Record::write_all(records, tx).await
}
