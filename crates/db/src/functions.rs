//! Functions of Postgres that Diesel's DSL does not have.

use diesel::declare_sql_function;
use diesel::sql_types::{Nullable, Text, Timestamptz};

use crate::sql_types::{PolicyKey, RuleKey, ZoneName};

#[declare_sql_function]
extern "SQL" {
    /// The first instant, or the other one where that is null.
    fn coalesce(one: Nullable<Timestamptz>, other: Timestamptz) -> Timestamptz;

    /// The first policy that there is.
    #[sql_name = "coalesce"]
    fn coalesce_policy(first: Nullable<PolicyKey>, second: Nullable<PolicyKey>) -> Nullable<PolicyKey>;

    /// The first zone that is set: somebody's own, the Site's as its profile value has it, or the one that holds where neither is (G1).
    #[sql_name = "coalesce"]
    fn coalesce_zone(own: Nullable<ZoneName>, of_site: Nullable<Text>, otherwise: Text) -> ZoneName;

    /// The key of a message about a delegation rule: the rule's id between two texts.
    #[sql_name = "concat"]
    fn concat_rule(before: Text, rule: RuleKey, after: Text) -> Text;

    /// The later of two instants.
    fn greatest(one: Timestamptz, other: Timestamptz) -> Timestamptz;

    /// The later of two instants, the second of which may not be.
    #[sql_name = "greatest"]
    fn greatest_known(one: Timestamptz, other: Nullable<Timestamptz>) -> Timestamptz;

    /// In small letters, as names and codes are compared.
    fn lower(text: Text) -> Text;
}
