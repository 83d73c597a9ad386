//! Functions of Postgres that Diesel's DSL does not have.

use diesel::declare_sql_function;
use diesel::sql_types::{Nullable, Text, Timestamptz};

use crate::sql_types::ZoneName;

#[declare_sql_function]
extern "SQL" {
    /// The first instant, or the other one where that is null.
    fn coalesce(one: Nullable<Timestamptz>, other: Timestamptz) -> Timestamptz;

    /// The first zone that is not null, of which the second is the value of a profile option.
    #[sql_name = "coalesce"]
    fn first_zone(own: Nullable<ZoneName>, option: Nullable<Text>, otherwise: ZoneName) -> ZoneName;

    /// The later of two instants.
    fn greatest(one: Timestamptz, other: Timestamptz) -> Timestamptz;

    /// The later of two instants, or the other one where the first is null.
    #[sql_name = "greatest"]
    fn greatest_known(one: Nullable<Timestamptz>, other: Timestamptz) -> Timestamptz;

    /// In small letters, as names and codes are compared.
    fn lower(text: Text) -> Text;
}
