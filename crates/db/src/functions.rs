//! Functions of Postgres that Diesel's DSL does not have.

use diesel::declare_sql_function;
use diesel::sql_types::{Nullable, SingleValue, SqlType, Text, Timestamptz};

#[declare_sql_function]
extern "SQL" {
    /// The first of both that is not null.
    fn coalesce<T: SqlType + SingleValue>(one: Nullable<T>, other: T) -> T;

    /// In small letters, as names and codes are compared.
    fn lower(text: Text) -> Text;

    /// The later of two instants.
    fn greatest(one: Timestamptz, other: Timestamptz) -> Timestamptz;
}
