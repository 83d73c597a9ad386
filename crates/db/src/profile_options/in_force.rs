//! The values that apply, read by their types: here and nowhere else (R19).

use diesel::deserialize::{FromSql, FromSqlRow};
use diesel::pg::{Pg, PgValue};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;
use domain::profile_option::OptionType;

use crate::schema::profile_values;
use crate::sql_types::IntoBind;
use crate::{Connection, Result};

/// A column with the kept value of an option, NULL where nothing is set: the value that applies.
#[derive(FromSqlRow)]
pub struct InForce<O: OptionType>(
    /// What is kept, or the option's default.
    pub O::Value,
);

impl<O: OptionType> FromSql<Nullable<Text>, Pg> for InForce<O> {
    fn from_sql(bytes: PgValue<'_>) -> diesel::deserialize::Result<Self> {
        Self::from_nullable_sql(Some(bytes))
    }

    fn from_nullable_sql(bytes: Option<PgValue<'_>>) -> diesel::deserialize::Result<Self> {
        let Some(bytes) = bytes else {
            return Ok(Self(O::default()));
        };
        let kept = <String as FromSql<Text, Pg>>::from_sql(bytes)?;
        if let Some(value) = O::parse(&kept) {
            return Ok(Self(value));
        }
        let option = O::OPTION.code();
        tracing::error!(option, kept, "a profile value that is kept cannot be read");
        let value = O::if_unreadable();
        value
            .map(Self)
            .ok_or_else(|| format!("the profile value {option} cannot be read").into())
    }
}

/// The value that applies to a person, or to the Site: User wins over Site, and else the option's default.
///
/// # Errors
/// When the database fails, or keeps a value that this version cannot read and none can stand in for.
pub async fn in_force<O: OptionType + 'static>(
    conn: &mut Connection,
    person: Option<PersonId>,
) -> Result<O::Value>
where
    O::Value: Send,
{
    let applies = profile_values::person_id
        .is_null()
        .or(profile_values::person_id.eq(person));
    let value = profile_values::table
        .filter(profile_values::code.eq(O::OPTION.bind()))
        .filter(applies)
        .order(profile_values::person_id.asc().nulls_last())
        .select(profile_values::value)
        .single_value();
    let applied: InForce<O> = diesel::select(value).get_result(conn).await?;
    Ok(applied.0)
}
