//! The values that apply, read by their types: here and nowhere else (R19).

use diesel::deserialize::{FromSql, FromSqlRow};
use diesel::pg::{Pg, PgValue};
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;
use domain::profile_option::OptionType;

use crate::glued::statement;
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
    #[derive(diesel::QueryableByName)]
    struct Row<O: OptionType> {
        #[diesel(sql_type = Nullable<Text>)]
        value: InForce<O>,
    }
    const SQL: &str = "SELECT (SELECT value FROM profile_values WHERE code = $1 AND (person_id IS NULL OR person_id = $2) \
        ORDER BY person_id NULLS LAST LIMIT 1) AS value";
    let row: Row<O> = statement(SQL)
        .bind::<Text, _>(O::OPTION.code())
        .bind::<Nullable<BigInt>, _>(person.map(|person| person.0))
        .get_result(conn)
        .await?;
    Ok(row.value.0)
}
