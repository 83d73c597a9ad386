//! Functions of Postgres that Diesel's DSL does not have.

use diesel::declare_sql_function;
use diesel::sql_types::{Text, Timestamptz};

#[declare_sql_function]
extern "SQL" {
    /// In small letters, as names and codes are compared.
    fn lower(text: Text) -> Text;

    /// The later of two instants.
    fn greatest(one: Timestamptz, other: Timestamptz) -> Timestamptz;
}
