//! Functions of Postgres that Diesel's DSL does not have.

use diesel::declare_sql_function;
use diesel::query_builder::QueryId;
use diesel::sql_types::{Array, Nullable, SqlType, Text, Timestamptz};

use crate::sql_types::ZoneName;

/// What a function answers that answers nothing.
#[derive(Debug, Clone, Copy, SqlType, QueryId)]
#[diesel(postgres_type(oid = 2278, array_oid = 0))]
pub struct Void;

#[declare_sql_function]
extern "SQL" {
    /// Lets the planner know what is in these tables; null: in all of them.
    fn analyze_tables(names: Nullable<Array<Text>>) -> Void;

    /// The first zone that there is: somebody's own, or else the Site's, or else another.
    #[sql_name = "coalesce"]
    fn first_zone(own: Nullable<ZoneName>, of_site: Nullable<Text>, otherwise: ZoneName) -> ZoneName;

    /// The later of two instants.
    fn greatest(one: Timestamptz, other: Timestamptz) -> Timestamptz;

    /// In small letters, as names and codes are compared.
    fn lower(text: Text) -> Text;
}
