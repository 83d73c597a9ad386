//! Absences (D): one, one's own, those of everyone whom a person reaches, and writing them. Nothing is ever deleted.

pub mod approvers;
pub mod team;
pub mod write;

use chrono::{DateTime, NaiveDate, Utc};
use db_macros::{Columns, Statement};
use diesel::sql_types::Date;
use domain::absence::{Days, Kind, State};
use domain::ids::PersonId;
use domain::zone::Zone;
use serde::Deserialize;

use crate::json::Record;
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// Somebody who did something, and in whose place (G4).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Doer {
    /// As shown.
    pub name: String,
    /// Name of the delegator through whose role; none: their own right.
    pub behalf: Option<String>,
    /// When.
    #[serde(deserialize_with = "crate::json::instant")]
    pub at: DateTime<Utc>,
}

impl Doer {
    /// "Ben Ode", or "Ben Ode for Ana Ruiz".
    pub fn in_words(&self) -> String {
        match &self.behalf {
            Some(behalf) => format!("{} for {behalf}", self.name),
            None => self.name.clone(),
        }
    }
}

/// An absence with everybody in it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Absence {
    /// Which.
    pub id: i64,
    /// Who is away.
    pub person: PersonId,
    /// Signs in with it.
    pub username: String,
    /// As shown.
    pub name: String,
    /// The IANA zone in which its days lie (G1).
    #[serde(deserialize_with = "crate::zone::in_json")]
    pub zone: Zone,
    /// Why the person is away.
    pub kind: Kind,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: NaiveDate,
    /// How far it is.
    pub state: State,
    /// Who recorded it.
    pub recorded: Doer,
    /// Who approved or cancelled it last.
    pub decided: Option<Doer>,
    /// Counts its changes (G5).
    pub version: i32,
}

impl Absence {
    /// Its days. The database holds no end before a start.
    pub fn days(&self) -> Option<Days> {
        Days::new(self.starts_on, self.ends_on)
    }
}

#[derive(Statement)]
#[statement(file = "absences/locked.sql", row = Record<Absence>)]
struct Locked {
    id: i64,
}

/// One absence, locked until the transaction ends: what is decided about it is decided once.
///
/// # Errors
/// When the database fails.
pub async fn locked(tx: &mut Transaction, id: i64) -> Result<Option<Absence>> {
    let found = Locked { id }.optional_row(tx).await?;
    Ok(found.map(Record::read))
}

#[derive(Statement)]
#[statement(file = "absences/by_id.sql", row = Record<Absence>)]
struct ById {
    id: i64,
}

/// One absence.
///
/// # Errors
/// When the database fails.
pub async fn by_id(conn: &mut Connection, id: i64) -> Result<Option<Absence>> {
    let found = ById { id }.optional_row(conn).await?;
    Ok(found.map(Record::read))
}

/// Where a list goes on: after the absence with that start and id.
pub type Place = (NaiveDate, i64);

#[derive(Statement)]
#[statement(file = "absences/of_person.sql", row = Record<Absence>)]
struct OfPerson {
    person: PersonId,
    after_start: Option<NaiveDate>,
    after_id: Option<i64>,
    limit: i64,
}

/// A person's own, the newest start first.
///
/// # Errors
/// When the database fails.
pub async fn of_person(
    conn: &mut Connection,
    person: PersonId,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<Absence>> {
    let absences = OfPerson {
        person,
        after_start: after.map(|place| place.0),
        after_id: after.map(|place| place.1),
        limit,
    };
    let rows = absences.rows(conn).await?;
    Ok(rows.into_iter().map(Record::read).collect())
}

#[derive(diesel::QueryableByName, Columns)]
struct DaysRow {
    #[diesel(sql_type = Date)]
    starts_on: NaiveDate,
    #[diesel(sql_type = Date)]
    ends_on: NaiveDate,
}

#[derive(Statement)]
#[statement(file = "absences/days_away.sql", row = DaysRow)]
struct DaysAway {
    person: PersonId,
    from: NaiveDate,
    to: Option<NaiveDate>,
    limit: i64,
}

/// The days on which a person is away, requested or approved, from `from` to `to`, the earliest first. `to` is none: for ever.
///
/// # Errors
/// When the database fails.
pub async fn days_away(
    conn: &mut Connection,
    person: PersonId,
    (from, to): (NaiveDate, Option<NaiveDate>),
    limit: i64,
) -> Result<Vec<Days>> {
    let away = DaysAway {
        person,
        from,
        to,
        limit,
    };
    let days = away.rows(conn).await?.into_iter();
    Ok(days
        .filter_map(|row| Days::new(row.starts_on, row.ends_on))
        .collect())
}
