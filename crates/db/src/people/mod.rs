//! People: reading one, several, and searching. The import is in `import`.
//!
//! Four triggers act on what is written to `people`: `people_keep_activity` keeps in `activity_history` what decided before whether
//! somebody was active (D); `people_move_delegation_rules` copies department and place into the rules of whoever moves
//! (`delegation_rules::places`); `people_composed` composes what is compared (G8) where another version has not;
//! `people_super_administrator_remains` refuses at the commit whatever would leave nobody to administer Locum (R22).

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{AsSelect, auto_type, exists};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::activity::Activity;
use domain::ids::PersonId;
use domain::profile_option::ProfileOption;
use domain::zone::Zone;

use crate::functions::{first_zone, lower};
use crate::prepared::Prepare;
use crate::schema::{people, profile_values, shown_people};
use crate::sql_types::{Bind, IntoBind, IntoLiteral, Literal, ProfileOptionCode};
use crate::transaction::Transaction;
use crate::{Connection, Result};

mod activity;
pub mod export;
pub mod import;
mod line;
pub(crate) mod predicates;
pub mod search;
pub(crate) mod words;

pub(crate) use activity::ActivityColumns;
pub use line::Line;

/// A person with their one work assignment.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = people, check_for_backend(Pg))]
pub struct Person {
    id: PersonId,
    /// Signs in with it; unique without regard to case.
    pub username: String,
    /// As shown.
    #[diesel(select_expression = shown_people::shown_name)]
    pub display_name: String,
    /// For mail.
    pub email: Option<String>,
    /// Of the work assignment.
    pub department: Option<String>,
    /// Of the work assignment.
    pub job: Option<String>,
    /// Of the work assignment.
    pub location: Option<String>,
    /// First day of work, in the person's zone.
    pub hired_on: Option<NaiveDate>,
    /// Last day of work, in the person's zone.
    pub terminated_on: Option<NaiveDate>,
    /// The person's IANA zone, or else the Site's (G1).
    #[diesel(select_expression = zone(), select_expression_type = zone)]
    pub time_zone: Zone,
    manager_id: Option<PersonId>,
    #[diesel(embed)]
    activity: ActivityColumns,
}

impl Person {
    /// Who it is.
    pub fn id(&self) -> PersonId {
        self.id
    }

    /// The manager, if any.
    pub fn manager(&self) -> Option<PersonId> {
        self.manager_id
    }

    /// What decides whether the person is active.
    pub fn activity(&self) -> Activity {
        self.activity.0
    }
}

/// A person's zone, or else the Site's, or else UTC (G1).
#[auto_type]
fn zone() -> _ {
    let option: Literal<ProfileOptionCode> = ProfileOption::SiteTimeZone.literal();
    let of_site = profile_values::table
        .filter(profile_values::code.eq(option))
        .filter(profile_values::person_id.is_null())
        .select(profile_values::value)
        .single_value();
    let utc: Bind<Zone> = Zone::UTC.bind();
    first_zone(people::time_zone, of_site, utc)
}

/// Everybody, as [`Person`] reads them.
#[auto_type]
fn persons() -> _ {
    let read: AsSelect<Person, Pg> = Person::as_select();
    people::table
        .inner_join(shown_people::table.on(shown_people::id.eq(people::id)))
        .select(read)
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
    let found = persons().filter(lower(people::username).eq(lower(username)));
    Ok(found.first(conn).await.optional()?)
}

/// The person with this id.
///
/// # Errors
/// When the database fails.
pub async fn by_id(conn: &mut Connection, id: PersonId) -> Result<Option<Person>> {
    let found = persons().filter(people::id.eq(id.bind()));
    Ok(found.first(conn).await.optional()?)
}

/// What signing in needs to know of a username.
#[derive(Debug, Queryable)]
pub struct Credentials {
    id: PersonId,
    /// Argon2 in PHC form; none: cannot sign in.
    pub password_hash: Option<String>,
    /// Whether the person is active now.
    pub active: bool,
}

impl Credentials {
    /// Who it is.
    pub fn id(&self) -> PersonId {
        self.id
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
    Ok(people::table
        .filter(lower(people::username).eq(lower(username)))
        .select((
            people::id,
            people::password_hash,
            predicates::is_active(now).assume_not_null(),
        ))
        .first(conn)
        .await
        .optional()?)
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
    diesel::update(people::table.find(person.bind()))
        .set((people::password_hash.eq(hash), people::updated_at.eq(now)))
        .prepared()
        .execute(tx)
        .await?;
    Ok(())
}

/// A person's names, for showing.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = shown_people, check_for_backend(Pg))]
pub struct Name {
    id: PersonId,
    /// Signs in with it.
    pub username: String,
    /// As shown.
    #[diesel(select_expression = shown_people::shown_name)]
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
    let found: Vec<Name> = shown_people::table
        .filter(shown_people::id.eq_any(ids.iter().map(|id| id.bind())))
        .select(Name::as_select())
        .load(conn)
        .await?;
    Ok(found.into_iter().map(|name| (name.id, name)).collect())
}

/// Whether there are any people: a demo is loaded into an empty database only.
///
/// # Errors
/// When the database fails.
pub async fn any(conn: &mut Connection) -> Result<bool> {
    let any = diesel::select(exists(people::table.select(people::id)));
    Ok(any.get_result(conn).await?)
}
