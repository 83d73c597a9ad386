//! Columns that hold the code of an enum: decoded once, in the row. A code that this version does not know is an error, which the log
/// names; no row ever shows a blank in its place.
use std::str::FromStr;

use diesel::deserialize::{FromSql, FromSqlRow};
use diesel::pg::{Pg, PgValue};
use diesel::sql_types::Text;
use domain::{access, delivery, policy, privilege, profile_option, role_delegation, role_request, task};

/// A column with a code, for `deserialize_as`.
#[derive(Debug, FromSqlRow)]
pub(crate) struct Code<T>(T);

impl<T> Code<T> {
    /// What the code says.
    pub(crate) fn decoded(self) -> T {
        self.0
    }
}

impl<T: FromStr> FromSql<Text, Pg> for Code<T> {
    fn from_sql(bytes: PgValue<'_>) -> diesel::deserialize::Result<Self> {
        let code = <String as FromSql<Text, Pg>>::from_sql(bytes)?;
        Ok(Self(read(&code)?))
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
        impl From<$crate::code::Code<$name>> for $name {
            fn from(column: $crate::code::Code<$name>) -> Self {
                column.decoded()
            }
        }
    )+};
}

columns!(
    access::HoldingSource,
    delivery::Channel,
    policy::PolicyKind,
    privilege::DataScope,
    profile_option::ProfileOption,
    role_delegation::EndReason,
    role_request::RequestKind,
    role_request::RequestState,
    task::Decision,
    task::TaskState,
);
