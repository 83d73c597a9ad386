//! People: reading one, several, and searching. The import is in `import`.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Date, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::activity::Activity;
use domain::ids::PersonId;
use domain::zone::Zone;

use crate::glued::statement;
use crate::key::Key;
use crate::sql::{active, shown_name};
use crate::transaction::Transaction;
use crate::{Connection, Result};

mod activity;
pub mod export;
pub mod import;
mod line;
pub mod search;
pub(crate) mod words;

pub(crate) use activity::ActivityColumns;
pub use line::Line;

/// A person with their one work assignment.
#[derive(Debug, Clone, QueryableByName)]
pub struct Person {
    #[diesel(sql_type = BigInt)]
    id: i64,
    /// Signs in with it; unique without regard to case.
    #[diesel(sql_type = Text)]
    pub username: String,
    /// As shown.
    #[diesel(sql_type = Text)]
    pub display_name: String,
    /// For mail.
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    /// Of the work assignment.
    #[diesel(sql_type = Nullable<Text>)]
    pub department: Option<String>,
    /// Of the work assignment.
    #[diesel(sql_type = Nullable<Text>)]
    pub job: Option<String>,
    /// Of the work assignment.
    #[diesel(sql_type = Nullable<Text>)]
    pub location: Option<String>,
    /// First day of work, in the person's zone.
    #[diesel(sql_type = Nullable<Date>)]
    pub hired_on: Option<NaiveDate>,
    /// Last day of work, in the person's zone.
    #[diesel(sql_type = Nullable<Date>)]
    pub terminated_on: Option<NaiveDate>,
    /// The person's IANA zone, or else the Site's (G1).
    #[diesel(sql_type = Text, deserialize_as = crate::zone::ZoneColumn)]
    pub time_zone: Zone,
    #[diesel(sql_type = Nullable<BigInt>)]
    manager_id: Option<i64>,
    #[diesel(embed)]
    activity: ActivityColumns,
}

impl Person {
    /// Who it is.
    pub fn id(&self) -> PersonId {
        PersonId(self.id)
    }

    /// The manager, if any.
    pub fn manager(&self) -> Option<PersonId> {
        self.manager_id.map(PersonId)
    }

    /// What decides whether the person is active.
    pub fn activity(&self) -> Activity {
        self.activity.0
    }
}

macro_rules! select_person {
    ($where:literal) => {
        concat!(
            "SELECT p.id, p.username, ",
            shown_name!("p"),
            " AS display_name, p.email, p.department, p.job, p.location, p.hired_on, \
             p.terminated_on, coalesce(p.time_zone, (SELECT value FROM profile_values WHERE code = \
             'SITE_TIME_ZONE' AND person_id IS NULL), 'Etc/UTC') AS time_zone, p.manager_id, \
             p.disabled_at IS NOT NULL AS disabled, p.active_from, p.active_until FROM people p WHERE ",
            $where
        )
    };
}

/// Whether Postgres can hold it: a text with a NUL is nobody's name, and no query may fail over it (G6).
pub(crate) fn is_text(text: &str) -> bool {
    !text.contains('\0')
}

/// The person with this username, in any case.
///
/// # Errors
/// When the database fails.
pub async fn by_username(conn: &mut Connection, username: &str) -> Result<Option<Person>> {
    if !is_text(username) {
        return Ok(None);
    }
    let found: Vec<Person> = statement(select_person!("lower(p.username) = lower($1)"))
        .bind::<Text, _>(username.to_owned())
        .load(conn)
        .await?;
    Ok(found.into_iter().next())
}

/// The person with this id.
///
/// # Errors
/// When the database fails.
pub async fn by_id(conn: &mut Connection, id: PersonId) -> Result<Option<Person>> {
    let found: Vec<Person> = statement(select_person!("p.id = $1"))
        .bind::<BigInt, _>(id.0)
        .load(conn)
        .await?;
    Ok(found.into_iter().next())
}

/// What signing in needs to know of a username.
#[derive(Debug, QueryableByName)]
pub struct Credentials {
    #[diesel(sql_type = BigInt)]
    id: i64,
    /// Argon2 in PHC form; none: cannot sign in.
    #[diesel(sql_type = Nullable<Text>)]
    pub password_hash: Option<String>,
    /// Whether the person is active now.
    #[diesel(sql_type = Bool)]
    pub active: bool,
}

impl Credentials {
    /// Who it is.
    pub fn id(&self) -> PersonId {
        PersonId(self.id)
    }
}

/// What signing in needs, by username.
///
/// # Errors
/// When the database fails.
pub async fn credentials(
    conn: &mut Connection,
    username: &str,
    now: DateTime<Utc>,
) -> Result<Option<Credentials>> {
    if !is_text(username) {
        return Ok(None);
    }
    const SQL: &str = concat!(
        "SELECT p.id, p.password_hash, ",
        active!("p", "$2"),
        " AS active FROM people p WHERE lower(p.username) = lower($1)"
    );
    let found: Vec<Credentials> = statement(SQL)
        .bind::<Text, _>(username.to_owned())
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await?;
    Ok(found.into_iter().next())
}

/// Sets a password's hash.
///
/// # Errors
/// When the database fails.
pub async fn set_password_hash(
    tx: &mut Transaction,
    person: PersonId,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    statement("UPDATE people SET password_hash = $2, updated_at = $3 WHERE id = $1")
        .bind::<BigInt, _>(person.0)
        .bind::<Text, _>(hash.to_owned())
        .bind::<Timestamptz, _>(now)
        .execute(tx)
        .await?;
    Ok(())
}

/// A person's names, for showing.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Name {
    #[diesel(sql_type = BigInt, deserialize_as = Key<i64>)]
    id: PersonId,
    /// Signs in with it.
    #[diesel(sql_type = Text)]
    pub username: String,
    /// As shown.
    #[diesel(sql_type = Text)]
    pub display_name: String,
}

impl Name {
    pub(crate) fn new(id: PersonId, username: String, display_name: String) -> Self {
        Self {
            id,
            username,
            display_name,
        }
    }
}

/// The names of several people at once.
///
/// # Errors
/// When the database fails.
pub async fn names(conn: &mut Connection, ids: &[PersonId]) -> Result<HashMap<PersonId, Name>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    const SQL: &str = concat!(
        "SELECT p.id, p.username, ",
        shown_name!("p"),
        " AS display_name FROM people p WHERE p.id = ANY($1)"
    );
    let found: Vec<Name> = statement(SQL).bind::<Array<BigInt>, _>(ids).load(conn).await?;
    Ok(found.into_iter().map(|name| (name.id, name)).collect())
}

/// How many people there are: a demo is loaded into an empty database only.
///
/// # Errors
/// When the database fails.
pub async fn any(conn: &mut Connection) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = Bool)]
        found: bool,
    }
    let row: Found = statement("SELECT EXISTS (SELECT FROM people) AS found")
        .get_result(conn)
        .await?;
    Ok(row.found)
}
