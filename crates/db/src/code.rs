//! Columns that hold the code of an enum: decoded once, in the row. A code that this version does not know is an error, which the log
/// names; no row ever shows a blank in its place.
use std::str::FromStr;

use diesel::deserialize::{FromSql, FromSqlRow};
use diesel::pg::{Pg, PgValue};
use diesel::sql_types::{Nullable, Text};
use domain::{absence, activity, delivery, operation, policy, privilege, profile_option, role_request, task};

/// A column with a code, for `deserialize_as`.
#[derive(Debug, FromSqlRow)]
pub(crate) struct Code<T>(T);

/// The same where it may be NULL.
#[derive(Debug, FromSqlRow)]
pub(crate) struct OptionalCode<T>(Option<T>);

impl<T: FromStr> FromSql<Text, Pg> for Code<T> {
    fn from_sql(bytes: PgValue<'_>) -> diesel::deserialize::Result<Self> {
        let code = <String as FromSql<Text, Pg>>::from_sql(bytes)?;
        Ok(Self(read(&code)?))
    }
}

impl<T: FromStr> FromSql<Nullable<Text>, Pg> for OptionalCode<T> {
    fn from_sql(bytes: PgValue<'_>) -> diesel::deserialize::Result<Self> {
        Self::from_nullable_sql(Some(bytes))
    }

    fn from_nullable_sql(bytes: Option<PgValue<'_>>) -> diesel::deserialize::Result<Self> {
        let code = bytes.map(<Code<T> as FromSql<Text, Pg>>::from_sql).transpose()?;
        Ok(Self(code.map(|code| code.0)))
    }
}

fn read<T: FromStr>(code: &str) -> Result<T, String> {
    let name = std::any::type_name::<T>();
    code.parse()
        .map_err(|_| format!("“{code}” is no code of {name} that this version knows"))
}

/// What `deserialize_as` asks for. Coherence allows it for one enum at a time only.
macro_rules! columns {
    ($($name:ty),+ $(,)?) => {$(
        impl From<Code<$name>> for $name {
            fn from(column: Code<$name>) -> Self {
                column.0
            }
        }

        impl From<OptionalCode<$name>> for Option<$name> {
            fn from(column: OptionalCode<$name>) -> Self {
                column.0
            }
        }
    )+};
}

columns!(
    absence::Kind,
    absence::State,
    activity::ActivityState,
    delivery::Channel,
    operation::ItemOutcome,
    operation::ItemState,
    operation::OperationKind,
    policy::PolicyKind,
    privilege::DataScope,
    privilege::Privilege,
    profile_option::ProfileOption,
    role_request::RequestKind,
    role_request::RequestState,
    task::Decision,
    task::TaskState,
);
