//! Instants out of the documents that Postgres makes of rows (`to_jsonb`, `jsonb_build_object`, `jsonb_agg`).
//!
//! Postgres writes as many digits of a year as there are; chrono reads more than four only after a plus. The end of 31
//! December 9999, which other systems write for "no end", is the first instant of the year 10000 (G6). So each instant that
//! is read from such a document names one of these functions: `#[serde(deserialize_with = "crate::json::instant")]`. A test
//! looks for fields that do not. Connections are set to UTC, so that no offset has odd seconds.

use chrono::{DateTime, Utc};
use diesel::deserialize::{FromSql, FromSqlRow};
use diesel::pg::{Pg, PgValue};
use diesel::sql_types::{Jsonb, Nullable};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, de};

use crate::Error;

/// A column with a document, read once, in the row. One that does not have the shape of `T` is an error.
#[derive(Debug, FromSqlRow)]
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned> FromSql<Jsonb, Pg> for Json<T> {
    fn from_sql(bytes: PgValue<'_>) -> diesel::deserialize::Result<Self> {
        let document = <serde_json::Value as FromSql<Jsonb, Pg>>::from_sql(bytes)?;
        Ok(Self(serde_json::from_value(document)?))
    }
}

impl Json<serde_json::Value> {
    /// A document whose shape depends on what was asked for.
    pub(crate) fn into_shape<T: DeserializeOwned>(self) -> crate::Result<T> {
        serde_json::from_value(self.0)
            .map_err(|error| Error::Query(diesel::result::Error::DeserializationError(error.into())))
    }
}

impl<T: DeserializeOwned> FromSql<Nullable<Jsonb>, Pg> for Json<Option<T>> {
    fn from_sql(bytes: PgValue<'_>) -> diesel::deserialize::Result<Self> {
        <Json<T> as FromSql<Jsonb, Pg>>::from_sql(bytes).map(|document| Self(Some(document.0)))
    }

    fn from_nullable_sql(bytes: Option<PgValue<'_>>) -> diesel::deserialize::Result<Self> {
        bytes.map_or(Ok(Self(None)), <Self as FromSql<Nullable<Jsonb>, Pg>>::from_sql)
    }
}

impl<T> From<Json<Vec<T>>> for Vec<T> {
    fn from(column: Json<Vec<T>>) -> Self {
        column.0
    }
}

impl<T> From<Json<Option<T>>> for Option<T> {
    fn from(column: Json<Option<T>>) -> Self {
        column.0
    }
}

/// A row with nothing but a document, in the column `record`.
#[derive(Debug, diesel::QueryableByName, db_macros::Columns)]
pub(crate) struct Record<T> {
    #[diesel(sql_type = Jsonb)]
    record: Json<T>,
}

impl<T> Record<T> {
    /// What is in it.
    pub(crate) fn read(self) -> T {
        self.record.0
    }
}

/// An instant as Postgres writes it into JSON.
pub(crate) fn instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateTime<Utc>, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).map_err(de::Error::custom)
}

/// An instant, or none: null, or nothing at all where the field says `default`.
pub(crate) fn optional_instant<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<DateTime<Utc>>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.map(|text| parse(&text))
        .transpose()
        .map_err(de::Error::custom)
}

fn parse(text: &str) -> Result<DateTime<Utc>, chrono::ParseError> {
    let year = text.bytes().take_while(u8::is_ascii_digit).count();
    match year {
        ..=4 => text.parse(),
        _ => format!("+{text}").parse(),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn g6_instants_of_every_year_are_read_as_postgres_writes_them() {
        for (written, meant) in [
            ("1899-12-31T11:20:00+00:00", "1899-12-31T11:20:00Z"),
            ("2028-01-11T09:00:00.123456+00:00", "2028-01-11T09:00:00.123456Z"),
            ("9999-12-31T23:59:59.999999+00:00", "9999-12-31T23:59:59.999999Z"),
            ("10000-01-01T00:00:00+00:00", "+10000-01-01T00:00:00Z"),
            ("10000-01-01T12:00:00+00:00", "+10000-01-01T12:00:00Z"),
        ] {
            assert_eq!(parse(written), meant.parse(), "{written}");
            assert!(parse(written).is_ok(), "{written}");
        }
        for nonsense in ["", "infinity", "10000", "10000-13-01T00:00:00+00:00"] {
            assert!(parse(nonsense).is_err(), "{nonsense}");
        }
    }
}
