//! Absences (D): one, one's own, those of everyone whom a person reaches, and writing them. Nothing is ever deleted.

pub mod approvers;
pub mod team;
pub mod write;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{BigInt, Date, Nullable};
use diesel_async::RunQueryDsl;
use domain::absence::{Days, Kind, State};
use domain::ids::PersonId;
use domain::zone::Zone;
use serde::Deserialize;

use crate::glued::statement;
use crate::json::Record;
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

/// The absence `a` as JSON, in the shape of [`Absence`].
macro_rules! as_json {
    () => {
        concat!("(SELECT jsonb_build_object('id', a.id, 'person', a.person_id, 'username', p.username, 'name', ", crate::sql::shown_name!("p"), ", 'zone', \
           coalesce(p.time_zone, (SELECT value FROM profile_values WHERE code = 'SITE_TIME_ZONE' AND person_id IS NULL), 'Etc/UTC'), \
           'kind', a.kind, 'starts_on', a.starts_on, 'ends_on', a.ends_on, 'state', a.state, 'version', a.version, \
           'recorded', jsonb_build_object('name', ", crate::sql::shown_name!("rb"), ", 'behalf', ", crate::sql::shown_name!("rf"), ", 'at', a.recorded_at), \
           'decided', CASE WHEN db.id IS NOT NULL THEN jsonb_build_object('name', ", crate::sql::shown_name!("db"), ", 'behalf', ", crate::sql::shown_name!("df"), ", \
             'at', a.decided_at) END) \
         FROM people p JOIN people rb ON rb.id = a.recorded_by LEFT JOIN people rf ON rf.id = a.recorded_for \
         LEFT JOIN people db ON db.id = a.decided_by LEFT JOIN people df ON df.id = a.decided_for WHERE p.id = a.person_id)")
    };
}
pub(crate) use as_json;

/// One absence, locked until the transaction ends: what is decided about it is decided once.
///
/// # Errors
/// When the database fails.
pub async fn locked(tx: &mut Transaction, id: i64) -> Result<Option<Absence>> {
    const SQL: &str = concat!(
        "SELECT ",
        as_json!(),
        " AS record FROM absences a WHERE a.id = $1 FOR UPDATE OF a"
    );
    let rows: Vec<Record<Absence>> = statement(SQL).bind::<BigInt, _>(id).load(tx).await?;
    Ok(rows.into_iter().next().map(Record::read))
}

/// One absence.
///
/// # Errors
/// When the database fails.
pub async fn by_id(conn: &mut Connection, id: i64) -> Result<Option<Absence>> {
    const SQL: &str = concat!(
        "SELECT ",
        as_json!(),
        " AS record FROM absences a WHERE a.id = $1"
    );
    let rows: Vec<Record<Absence>> = statement(SQL).bind::<BigInt, _>(id).load(conn).await?;
    Ok(rows.into_iter().next().map(Record::read))
}

/// Where a list goes on: after the absence with that start and id.
pub type Place = (NaiveDate, i64);

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
    const SQL: &str = concat!(
        "SELECT ",
        as_json!(),
        " AS record FROM absences a WHERE a.person_id = $1 AND ($2::date IS NULL OR (a.starts_on, a.id) < ($2, $3)) \
         ORDER BY a.starts_on DESC, a.id DESC LIMIT $4"
    );
    let rows: Vec<Record<Absence>> = statement(SQL)
        .bind::<BigInt, _>(person.0)
        .bind::<Nullable<Date>, _>(after.map(|place| place.0))
        .bind::<Nullable<BigInt>, _>(after.map(|place| place.1))
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(Record::read).collect())
}

#[derive(diesel::QueryableByName)]
struct DaysRow {
    #[diesel(sql_type = Date)]
    starts_on: NaiveDate,
    #[diesel(sql_type = Date)]
    ends_on: NaiveDate,
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
    const SQL: &str = "SELECT a.starts_on, a.ends_on FROM absences a WHERE a.person_id = $1 AND a.state <> 'cancelled' \
        AND daterange(a.starts_on, a.ends_on, '[]') && daterange($2, $3, '[]') ORDER BY a.starts_on LIMIT $4";
    let rows: Vec<DaysRow> = statement(SQL)
        .bind::<BigInt, _>(person.0)
        .bind::<Date, _>(from)
        .bind::<Nullable<Date>, _>(to)
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await?;
    let days = rows.into_iter();
    Ok(days
        .filter_map(|row| Days::new(row.starts_on, row.ends_on))
        .collect())
}
