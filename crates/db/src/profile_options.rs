//! Profile values as they are set (R19), and what a change of the Site's zone moves (G1).

mod in_force;
mod in_scope;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Date, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::activity::Activity;
use domain::ids::PersonId;
use domain::profile_option::ProfileOption;

use crate::code::Code;
use crate::glued::statement;
use crate::people::ActivityColumns;
use crate::transaction::Transaction;
use crate::{Connection, Result};

pub use in_force::{InForce, in_force};
pub use in_scope::list_in_scope;

/// A value that is set.
#[derive(Debug, Clone, QueryableByName)]
pub struct Set {
    /// Of which option.
    #[diesel(sql_type = Text, deserialize_as = Code<ProfileOption>)]
    pub option: ProfileOption,
    #[diesel(sql_type = Nullable<BigInt>)]
    person_id: Option<i64>,
    /// Username, at User level.
    #[diesel(sql_type = Nullable<Text>)]
    pub username: Option<String>,
    /// Display name, at User level.
    #[diesel(sql_type = Nullable<Text>)]
    pub display_name: Option<String>,
    /// As it is kept.
    #[diesel(sql_type = Text)]
    pub value: String,
    /// Counts its changes (G5).
    #[diesel(sql_type = Integer)]
    pub version: i32,
    #[diesel(sql_type = Nullable<BigInt>)]
    changed_by: Option<i64>,
    /// Name of who changed it last.
    #[diesel(sql_type = Nullable<Text>)]
    pub changed_by_name: Option<String>,
    /// When.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub changed_at: Option<DateTime<Utc>>,
}

impl Set {
    /// For whom; none: the Site.
    pub fn person(&self) -> Option<PersonId> {
        self.person_id.map(PersonId)
    }

    /// Who changed it last.
    pub fn changed_by(&self) -> Option<PersonId> {
        self.changed_by.map(PersonId)
    }
}

macro_rules! select_set {
    ($where:literal) => {
        concat!(
            " SELECT v.code AS option, v.person_id, p.username, ", crate::sql::shown_name!("p"), " AS display_name, v.value, v.version, v.changed_by, \
             ", crate::sql::shown_name!("c"), " AS changed_by_name, v.changed_at FROM profile_values v LEFT JOIN people p ON p.id = v.person_id \
             LEFT JOIN people c ON c.id = v.changed_by WHERE ",
            $where
        )
    };
}

pub(crate) use select_set;

/// Every value at Site level, and those at User level of one option, at most `limit` of these. An option that only a newer version
/// knows is left out.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Connection, of: Option<ProfileOption>, limit: i64) -> Result<Vec<Set>> {
    let query = statement(select_set!(
        "(v.person_id IS NULL AND v.code = ANY ($3) OR v.code = $1) ORDER BY v.person_id IS NOT NULL, p.display_name, v.id LIMIT $2"
    ));
    Ok(query
        .bind::<Nullable<Text>, _>(of.map(ProfileOption::code))
        .bind::<BigInt, _>(limit)
        .bind::<Array<Text>, _>(ProfileOption::ALL.map(ProfileOption::code).to_vec())
        .load(conn)
        .await?)
}

/// The value of an option for a person, or for the Site.
///
/// # Errors
/// When the database fails.
pub async fn find(
    conn: &mut Connection,
    option: ProfileOption,
    person: Option<PersonId>,
) -> Result<Option<Set>> {
    let query = statement(select_set!("v.code = $1 AND v.person_id IS NOT DISTINCT FROM $2"));
    let found: Vec<Set> = query
        .bind::<Text, _>(option.code())
        .bind::<Nullable<BigInt>, _>(person.map(|person| person.0))
        .load(conn)
        .await?;
    Ok(found.into_iter().next())
}

/// Sets a value that was not set; false: somebody was quicker (G5).
///
/// # Errors
/// When the database fails.
pub async fn insert(
    tx: &mut Transaction,
    option: ProfileOption,
    person: Option<PersonId>,
    value: &str,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<bool> {
    const SQL: &str = "INSERT INTO profile_values (code, person_id, value, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT DO NOTHING";
    let inserted = statement(SQL)
        .bind::<Text, _>(option.code())
        .bind::<Nullable<BigInt>, _>(person.map(|person| person.0))
        .bind::<Text, _>(value.to_owned())
        .bind::<BigInt, _>(by.0)
        .bind::<Timestamptz, _>(now)
        .execute(tx)
        .await?;
    Ok(inserted == 1)
}

/// Changes a value, if it is still what was read; false: it is not (G5).
///
/// # Errors
/// When the database fails.
pub async fn update(
    tx: &mut Transaction,
    present: &Set,
    value: &str,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<bool> {
    const SQL: &str = "UPDATE profile_values SET value = $4, version = version + 1, changed_by = $5, changed_at = $6 \
        WHERE code = $1 AND person_id IS NOT DISTINCT FROM $2 AND version = $3";
    let updated = statement(SQL)
        .bind::<Text, _>(present.option.code())
        .bind::<Nullable<BigInt>, _>(present.person_id)
        .bind::<Integer, _>(present.version)
        .bind::<Text, _>(value.to_owned())
        .bind::<BigInt, _>(by.0)
        .bind::<Timestamptz, _>(now)
        .execute(tx)
        .await?;
    Ok(updated == 1)
}

/// Removes a value, if it is still what was read; false: it is not (G5).
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &mut Transaction, present: &Set) -> Result<bool> {
    const SQL: &str =
        "DELETE FROM profile_values WHERE code = $1 AND person_id IS NOT DISTINCT FROM $2 AND version = $3";
    let deleted = statement(SQL)
        .bind::<Text, _>(present.option.code())
        .bind::<Nullable<BigInt>, _>(present.person_id)
        .bind::<Integer, _>(present.version)
        .execute(tx)
        .await?;
    Ok(deleted == 1)
}

/// Somebody whose days are the Site's.
#[derive(Debug, Clone, QueryableByName)]
pub struct Dated {
    #[diesel(sql_type = BigInt)]
    id: i64,
    /// First day of work.
    #[diesel(sql_type = Nullable<Date>)]
    pub hired_on: Option<NaiveDate>,
    /// Last day of work.
    #[diesel(sql_type = Nullable<Date>)]
    pub terminated_on: Option<NaiveDate>,
    #[diesel(embed)]
    activity: ActivityColumns,
}

impl Dated {
    /// Who it is.
    pub fn id(&self) -> PersonId {
        PersonId(self.id)
    }

    /// What decides whether they are active, by the old zone.
    pub fn activity(&self) -> Activity {
        self.activity.0
    }
}

/// People without a zone who have a first or last day, by id and after the given one.
///
/// # Errors
/// When the database fails.
pub async fn without_zone(conn: &mut Connection, after: Option<PersonId>, limit: i64) -> Result<Vec<Dated>> {
    const SQL: &str = "SELECT id, hired_on, terminated_on, disabled_at IS NOT NULL AS disabled, active_from, active_until \
        FROM people WHERE time_zone IS NULL AND (hired_on IS NOT NULL OR terminated_on IS NOT NULL) AND id > coalesce($1, 0) \
        ORDER BY id LIMIT $2";
    Ok(statement(SQL)
        .bind::<Nullable<BigInt>, _>(after.map(|person| person.0))
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await?)
}

/// The two instants of a work assignment, either of which may be missing.
pub type Instants = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// Writes the instants of work assignments, changed at `now`.
///
/// # Errors
/// When the database fails.
pub async fn set_instants(
    tx: &mut Transaction,
    people: &[(PersonId, Instants)],
    now: DateTime<Utc>,
) -> Result<()> {
    const SQL: &str = "UPDATE people p SET active_from = n.active_from, active_until = n.active_until, updated_at = $4 \
        FROM unnest($1, $2, $3) AS n (id, active_from, active_until) WHERE p.id = n.id";
    let column = |which: fn(&Instants) -> Option<DateTime<Utc>>| {
        people
            .iter()
            .map(|(_, instants)| which(instants))
            .collect::<Vec<_>>()
    };
    statement(SQL)
        .bind::<Array<BigInt>, _>(people.iter().map(|(person, _)| person.0).collect::<Vec<_>>())
        .bind::<Array<Nullable<Timestamptz>>, _>(column(|instants| instants.0))
        .bind::<Array<Nullable<Timestamptz>>, _>(column(|instants| instants.1))
        .bind::<Timestamptz, _>(now)
        .execute(tx)
        .await?;
    Ok(())
}
