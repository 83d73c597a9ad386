//! Profile values as they are set (R19), and what a change of the Site's zone moves (G1).

mod in_force;
mod in_scope;

use chrono::{DateTime, NaiveDate, Utc};
use db_macros::{Columns, Statement};
use diesel::dsl::auto_type;
use diesel::prelude::*;
use diesel::query_source::AliasedField;
use diesel::sql_types::{Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::activity::Activity;
use domain::ids::PersonId;
use domain::profile_option::ProfileOption;

use crate::prepared::Prepare;
use crate::schema::{people, profile_values, shown_people};
use crate::sql_types::{Bind, IntoBind, PersonKey, ProfileOptionCode};
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

pub use in_force::{InForce, in_force};
pub use in_scope::list_in_scope;

/// A value that is set.
#[derive(Debug, Clone, Queryable, QueryableByName, Columns)]
pub struct Set {
    /// Of which option.
    #[diesel(sql_type = ProfileOptionCode)]
    pub option: ProfileOption,
    #[diesel(sql_type = Nullable<PersonKey>)]
    person_id: Option<PersonId>,
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
    #[diesel(sql_type = Nullable<PersonKey>)]
    changed_by: Option<PersonId>,
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
        self.person_id
    }

    /// Who changed it last.
    pub fn changed_by(&self) -> Option<PersonId> {
        self.changed_by
    }
}

diesel::alias! {
    const CHANGERS: Alias<Changers> = shown_people as changers;
}

/// Values that are set, as [`Set`] has them.
#[auto_type]
fn sets() -> _ {
    let changer: AliasedField<Changers, shown_people::id> = CHANGERS.field(shown_people::id);
    let changer_name: AliasedField<Changers, shown_people::shown_name> =
        CHANGERS.field(shown_people::shown_name);
    profile_values::table
        .left_join(shown_people::table.on(shown_people::id.nullable().eq(profile_values::person_id)))
        .left_join(CHANGERS.on(changer.nullable().eq(profile_values::changed_by)))
        .select((
            profile_values::code,
            profile_values::person_id,
            shown_people::username.nullable(),
            shown_people::shown_name.nullable(),
            profile_values::value,
            profile_values::version,
            profile_values::changed_by,
            changer_name.nullable(),
            profile_values::changed_at,
        ))
}

/// Every value at Site level, and those at User level of one option, at most `limit` of these. An option that only a newer version
/// knows is left out.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Connection, of: Option<ProfileOption>, limit: i64) -> Result<Vec<Set>> {
    let known = profile_values::code.eq_any(ProfileOption::ALL.map(IntoBind::bind));
    let of_site = profile_values::person_id.is_null().and(known);
    Ok(sets()
        .filter(of_site.or(profile_values::code.nullable().eq(of)))
        .order((
            profile_values::person_id.is_not_null(),
            shown_people::display_name.nullable(),
            profile_values::id,
        ))
        .limit(limit)
        .load(conn)
        .await?)
}

/// The value of an option for somebody, or for the Site.
#[auto_type]
fn is_value_of(option: ProfileOption, person: Option<PersonId>) -> _ {
    let option: Bind<ProfileOption> = option.bind();
    profile_values::code
        .eq(option)
        .and(profile_values::person_id.is_not_distinct_from(person))
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
    Ok(sets()
        .filter(is_value_of(option, person))
        .first(conn)
        .await
        .optional()?)
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
    let inserted = diesel::insert_into(profile_values::table)
        .values((
            profile_values::code.eq(option.bind()),
            profile_values::person_id.eq(person),
            profile_values::value.eq(value),
            profile_values::changed_by.eq(by.bind()),
            profile_values::changed_at.eq(now),
        ))
        .on_conflict_do_nothing()
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
    let updated = diesel::update(profile_values::table)
        .filter(is_value_of(present.option, present.person_id))
        .filter(profile_values::version.eq(present.version))
        .set((
            profile_values::value.eq(value),
            profile_values::version.eq(profile_values::version + 1),
            profile_values::changed_by.eq(by.bind()),
            profile_values::changed_at.eq(now),
        ))
        .prepared()
        .execute(tx)
        .await?;
    Ok(updated == 1)
}

/// Removes a value, if it is still what was read; false: it is not (G5).
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &mut Transaction, present: &Set) -> Result<bool> {
    let deleted = diesel::delete(profile_values::table)
        .filter(is_value_of(present.option, present.person_id))
        .filter(profile_values::version.eq(present.version))
        .execute(tx)
        .await?;
    Ok(deleted == 1)
}

/// Somebody whose days are the Site's.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = people)]
pub struct Dated {
    id: PersonId,
    /// First day of work.
    pub hired_on: Option<NaiveDate>,
    /// Last day of work.
    pub terminated_on: Option<NaiveDate>,
    disabled_at: Option<DateTime<Utc>>,
    active_from: Option<DateTime<Utc>>,
    active_until: Option<DateTime<Utc>>,
}

impl Dated {
    /// Who it is.
    pub fn id(&self) -> PersonId {
        self.id
    }

    /// What decides whether they are active, by the old zone.
    pub fn activity(&self) -> Activity {
        Activity {
            disabled: self.disabled_at.is_some(),
            active_from: self.active_from,
            active_until: self.active_until,
        }
    }
}

/// People without a zone who have a first or last day, by id and after the given one.
///
/// # Errors
/// When the database fails.
pub async fn without_zone(conn: &mut Connection, after: Option<PersonId>, limit: i64) -> Result<Vec<Dated>> {
    let has_days = people::hired_on
        .is_not_null()
        .or(people::terminated_on.is_not_null());
    Ok(people::table
        .filter(people::time_zone.is_null())
        .filter(has_days)
        .filter(people::id.gt(after.unwrap_or(PersonId(0)).bind()))
        .order(people::id)
        .limit(limit)
        .select(Dated::as_select())
        .load(conn)
        .await?)
}

/// The two instants of a work assignment, either of which may be missing.
pub type Instants = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

#[derive(Statement)]
#[statement(file = "profile_options/set_instants.sql")]
struct SetInstants {
    people: Vec<PersonId>,
    active_from: Vec<Option<DateTime<Utc>>>,
    active_until: Vec<Option<DateTime<Utc>>>,
    now: DateTime<Utc>,
}

/// Writes the instants of work assignments, changed at `now`.
///
/// # Errors
/// When the database fails.
pub async fn set_instants(
    tx: &mut Transaction,
    people: &[(PersonId, Instants)],
    now: DateTime<Utc>,
) -> Result<()> {
    let instants = SetInstants {
        people: people.iter().map(|(person, _)| *person).collect(),
        active_from: people.iter().map(|(_, instants)| instants.0).collect(),
        active_until: people.iter().map(|(_, instants)| instants.1).collect(),
        now,
    };
    instants.run(tx).await?;
    Ok(())
}
