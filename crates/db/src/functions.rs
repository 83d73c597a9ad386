//! Functions of Postgres that Diesel's DSL does not have.

use diesel::declare_sql_function;
use diesel::sql_types::{Bool, Text, Timestamptz};

#[declare_sql_function]
extern "SQL" {
    /// Whether it is so of any row. Of no rows it is null, so it goes with a grouping, which has no empty groups.
    #[aggregate]
    fn bool_or(condition: Bool) -> Bool;

    /// In small letters, as names and codes are compared.
    fn lower(text: Text) -> Text;

    /// The later of two instants.
    fn greatest(one: Timestamptz, other: Timestamptz) -> Timestamptz;
}
