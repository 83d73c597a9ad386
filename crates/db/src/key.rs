//! Columns that hold an id: a newtype of the domain from the row on.

use diesel::deserialize::{FromSql, FromSqlRow};
use diesel::pg::{Pg, PgValue};
use domain::ids::{GrantId, PersonId, RoleId, RuleId, TaskId};
use uuid::Uuid;

/// A column with an id, for `deserialize_as`: `Key<i64>`, `Key<Option<i64>>`, or `Key<Uuid>` of a task.
#[derive(Debug, FromSqlRow)]
pub(crate) struct Key<T>(T);

impl<ST, T: FromSql<ST, Pg>> FromSql<ST, Pg> for Key<T> {
    fn from_sql(bytes: PgValue<'_>) -> diesel::deserialize::Result<Self> {
        T::from_sql(bytes).map(Self)
    }

    fn from_nullable_sql(bytes: Option<PgValue<'_>>) -> diesel::deserialize::Result<Self> {
        T::from_nullable_sql(bytes).map(Self)
    }
}

/// What `deserialize_as` asks for. Coherence allows it for one newtype at a time only.
macro_rules! ids {
    ($kept:ty: $($name:ident),+) => {$(
        impl From<Key<$kept>> for $name {
            fn from(column: Key<$kept>) -> Self {
                Self(column.0)
            }
        }

        impl From<Key<Option<$kept>>> for Option<$name> {
            fn from(column: Key<Option<$kept>>) -> Self {
                column.0.map($name)
            }
        }
    )+};
}

ids!(i64: GrantId, PersonId, RoleId, RuleId);
ids!(Uuid: TaskId);
