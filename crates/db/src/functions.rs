//! Functions of Postgres that Diesel's DSL does not have.

use diesel::declare_sql_function;
use diesel::query_builder::QueryId;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, SingleValue, SqlType, Text, Timestamptz};

use crate::sql_types::{PolicyKey, RuleKey, ZoneName};

/// What a function answers that answers nothing.
#[derive(Debug, Clone, Copy, SqlType, QueryId)]
#[diesel(postgres_type(oid = 2278, array_oid = 0))]
pub struct Void;

#[declare_sql_function]
extern "SQL" {
    /// Lets the planner know what is in these tables; null: in all of them.
    fn analyze_tables(names: Nullable<Array<Text>>) -> Void;

    /// Whether it is so of any row. Of no rows it is null, so it goes with a grouping, which has no empty groups.
    #[aggregate]
    fn bool_or(condition: Bool) -> Bool;

    /// The first of both that is not null.
    fn coalesce<T: SqlType + SingleValue>(one: Nullable<T>, other: T) -> T;

    /// The first policy that there is.
    #[sql_name = "coalesce"]
    fn coalesce_policy(first: Nullable<PolicyKey>, second: Nullable<PolicyKey>) -> Nullable<PolicyKey>;

    /// The key of a message about a delegation rule: the rule's id between two texts.
    #[sql_name = "concat"]
    fn concat_rule(before: Text, rule: RuleKey, after: Text) -> Text;

    /// The first zone that there is: somebody's own, or else the Site's as its profile value has it, or else another (G1).
    #[sql_name = "coalesce"]
    fn first_zone(own: Nullable<ZoneName>, of_site: Nullable<Text>, otherwise: ZoneName) -> ZoneName;

    /// The later of two instants.
    fn greatest(one: Timestamptz, other: Timestamptz) -> Timestamptz;

    /// The later of two instants, the second of which may not be.
    #[sql_name = "greatest"]
    fn greatest_known(one: Timestamptz, other: Nullable<Timestamptz>) -> Timestamptz;

    /// In small letters, as names and codes are compared.
    fn lower(text: Text) -> Text;

    /// Lets go of a lock of the session; whether it had it.
    fn pg_advisory_unlock(number: BigInt) -> Bool;

    /// Takes a lock until the transaction ends, and waits while another transaction has it.
    fn pg_advisory_xact_lock(number: BigInt) -> Void;

    /// Takes a lock for the session; false: another one has it.
    fn pg_try_advisory_lock(number: BigInt) -> Bool;

    /// Takes a lock until the transaction ends; false: another transaction has it.
    fn pg_try_advisory_xact_lock(number: BigInt) -> Bool;

    /// Sets a parameter of the database, for the transaction or for the session, and answers its value.
    fn set_config(name: Text, value: Text, is_of_transaction: Bool) -> Text;

    /// Which table or view has this name; null: none.
    fn to_regclass(name: Text) -> Nullable<Oid>;
}
