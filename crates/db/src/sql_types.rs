//! SQL types of the domain's ids, codes and zones. `schema.rs` names them, so that the compiler refuses to compare a person's id with a
//! role's, and a code is decoded in the row: one that this version does not know is an error, which the log names; no row ever shows
//! a blank in its place.
//!
//! To Postgres they are plain `bigint`, `uuid` and `text`.

use std::marker::PhantomData;
use std::str::FromStr;

use db_macros::Column;
use diesel::deserialize::{FromSql, Queryable};
use diesel::expression::{AsExpression, TypedExpressionType, ValidGrouping, is_aggregate};
use diesel::pg::{Pg, PgValue};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::serialize::{Output, ToSql};
use diesel::sql_types::{SqlType, Text};
use domain::zone::Zone;
use domain::{
    absence, access, delegation_rule, delivery, ids, operation, policy, privilege, profile_option,
    role_delegation, role_request, task,
};

use crate::statement::Bindable;

/// A value of the domain as a parameter in Diesel's DSL: `people::id.eq(person.bind())`. Neither Diesel's traits nor the domain's
/// types are this crate's, and Rust lets `AsExpression` be implemented only for a type that is.
///
/// An insert names it: `#[diesel(serialize_as = Bind<PersonId>)]`; an `Option` needs neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bind<T>(pub(crate) T);

/// A code that stands in the text of a statement and is no parameter: `tasks::state.eq(TaskState::Open.literal())`. For conditions
/// that a partial index names, which the planner finds only where it knows the value.
#[derive(Debug, Clone, Copy)]
pub struct Literal<ST> {
    code: &'static str,
    sql_type: PhantomData<ST>,
}

impl<ST> Literal<ST> {
    /// Of a code of the domain: letters, digits and underscores.
    pub(crate) fn of(code: &'static str) -> Self {
        Self {
            code,
            sql_type: PhantomData,
        }
    }
}

impl<ST: SqlType + TypedExpressionType> Expression for Literal<ST> {
    type SqlType = ST;
}

impl<ST> QueryFragment<Pg> for Literal<ST> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("'");
        out.push_sql(self.code);
        out.push_sql("'");
        Ok(())
    }
}

/// Two codes make two statements.
impl<ST> QueryId for Literal<ST> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<ST> ValidGrouping<()> for Literal<ST> {
    type IsAggregate = is_aggregate::Never;
}

impl<ST, QS> AppearsOnTable<QS> for Literal<ST> where Self: Expression {}
impl<ST, QS> SelectableExpression<QS> for Literal<ST> where Self: Expression {}

/// Types of the domain that have an SQL type here.
pub trait IntoBind: Sized {
    /// As a parameter in Diesel's DSL.
    fn bind(self) -> Bind<Self> {
        Bind(self)
    }
}

/// Enums that have codes.
pub trait IntoLiteral<ST> {
    /// As a word in the text of a statement.
    fn literal(self) -> Literal<ST>;
}

impl<T> From<T> for Bind<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

/// The id of a person.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId, Column)]
#[diesel(postgres_type(oid = 20, array_oid = 1016))]
#[column(id = ids::PersonId, holds = i64)]
pub struct PersonKey;

impl diesel::sql_types::SqlOrd for PersonKey {}

/// The id of a role.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId, Column)]
#[diesel(postgres_type(oid = 20, array_oid = 1016))]
#[column(id = ids::RoleId, holds = i64)]
pub struct RoleKey;

/// The id of a grant.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId, Column)]
#[diesel(postgres_type(oid = 20, array_oid = 1016))]
#[column(id = ids::GrantId, holds = i64)]
pub struct GrantKey;

/// The id of a policy.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId, Column)]
#[diesel(postgres_type(oid = 20, array_oid = 1016))]
#[column(id = ids::PolicyId, holds = i64)]
pub struct PolicyKey;

/// The id of a step of a policy.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId, Column)]
#[diesel(postgres_type(oid = 20, array_oid = 1016))]
#[column(id = ids::StepId, holds = i64)]
pub struct StepKey;

/// The id of a saved version of a delegation rule.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId, Column)]
#[diesel(postgres_type(oid = 20, array_oid = 1016))]
#[column(id = ids::RuleId, holds = i64)]
pub struct RuleKey;

/// The id of an API token.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId, Column)]
#[diesel(postgres_type(oid = 20, array_oid = 1016))]
#[column(id = ids::TokenId, holds = i64)]
pub struct TokenKey;

/// The id of a task.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId, Column)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951))]
#[column(id = ids::TaskId, holds = uuid::Uuid)]
pub struct TaskKey;

/// The code of a kind of absence.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId, Column)]
#[diesel(postgres_type(oid = 25, array_oid = 1009))]
#[column(code = absence::Kind)]
pub struct AbsenceKindCode;

/// The code of a state of an absence.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId, Column)]
#[diesel(postgres_type(oid = 25, array_oid = 1009))]
#[column(code = absence::State)]
pub struct AbsenceStateCode;

/// The code of a channel of notifications.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId, Column)]
#[diesel(postgres_type(oid = 25, array_oid = 1009))]
#[column(code = delivery::Channel)]
pub struct ChannelCode;

/// The code of a data scope of a role.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId, Column)]
#[diesel(postgres_type(oid = 25, array_oid = 1009))]
#[column(code = privilege::DataScope)]
pub struct DataScopeCode;

/// The code of a decision on a task.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId, Column)]
#[diesel(postgres_type(oid = 25, array_oid = 1009))]
#[column(code = task::Decision)]
pub struct DecisionCode;

/// The code of a reason for which a role delegation ended.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId, Column)]
#[diesel(postgres_type(oid = 25, array_oid = 1009))]
#[column(code = role_delegation::EndReason)]
pub struct EndReasonCode;

/// The code of a way in which a role is held.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId, Column)]
#[diesel(postgres_type(oid = 25, array_oid = 1009))]
#[column(code = access::HoldingSource)]
pub struct HoldingSourceCode;

/// The code of a outcome of one task of an operation.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId, Column)]
#[diesel(postgres_type(oid = 25, array_oid = 1009))]
#[column(code = operation::ItemOutcome)]
pub struct ItemOutcomeCode;

/// The code of a state of one task of an operation.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId, Column)]
#[diesel(postgres_type(oid = 25, array_oid = 1009))]
#[column(code = operation::ItemState)]
pub struct ItemStateCode;

/// The code of a kind of operation.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId, Column)]
#[diesel(postgres_type(oid = 25, array_oid = 1009))]
#[column(code = operation::OperationKind)]
pub struct OperationKindCode;

/// The code of a type of policy and of its tasks.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId, Column)]
#[diesel(postgres_type(oid = 25, array_oid = 1009))]
#[column(code = policy::PolicyKind)]
pub struct PolicyKindCode;

/// The code of a privilege.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId, Column)]
#[diesel(postgres_type(oid = 25, array_oid = 1009))]
#[column(code = privilege::Privilege)]
pub struct PrivilegeCode;

/// The code of a profile option.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId, Column)]
#[diesel(postgres_type(oid = 25, array_oid = 1009))]
#[column(code = profile_option::ProfileOption)]
pub struct ProfileOptionCode;

/// The code of a kind of role request.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId, Column)]
#[diesel(postgres_type(oid = 25, array_oid = 1009))]
#[column(code = role_request::RequestKind)]
pub struct RequestKindCode;

/// The code of a state of a role request.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId, Column)]
#[diesel(postgres_type(oid = 25, array_oid = 1009))]
#[column(code = role_request::RequestState)]
pub struct RequestStateCode;

/// The code of a kind of delegation rule.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId, Column)]
#[diesel(postgres_type(oid = 25, array_oid = 1009))]
#[column(code = delegation_rule::KindCode)]
pub struct RuleKindCode;

/// The code of a state of a task.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId, Column)]
#[diesel(postgres_type(oid = 25, array_oid = 1009))]
#[column(code = task::TaskState)]
pub struct TaskStateCode;

/// The code of what started a run of the job.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId, Column)]
#[diesel(postgres_type(oid = 25, array_oid = 1009))]
#[column(code = crate::job_runs::trigger::TriggerKind)]
pub struct TriggerCode;

/// The IANA name of a time zone.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(oid = 25, array_oid = 1009))]
pub struct ZoneName;

impl FromSql<ZoneName, Pg> for Zone {
    fn from_sql(bytes: PgValue<'_>) -> diesel::deserialize::Result<Self> {
        let name = <String as FromSql<Text, Pg>>::from_sql(bytes)?;
        Ok(crate::zone::named(&name))
    }
}

/// The name as it is kept, known or not.
impl FromSql<ZoneName, Pg> for String {
    fn from_sql(bytes: PgValue<'_>) -> diesel::deserialize::Result<Self> {
        <Self as FromSql<Text, Pg>>::from_sql(bytes)
    }
}

impl ToSql<ZoneName, Pg> for Zone {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> diesel::serialize::Result {
        <str as ToSql<Text, Pg>>::to_sql(self.name(), out)
    }
}

impl Queryable<ZoneName, Pg> for Zone {
    type Row = Self;

    fn build(row: Self) -> diesel::deserialize::Result<Self> {
        Ok(row)
    }
}

impl ToSql<ZoneName, Pg> for Bind<Zone> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> diesel::serialize::Result {
        <Zone as ToSql<ZoneName, Pg>>::to_sql(&self.0, out)
    }
}

impl AsExpression<ZoneName> for Bind<Zone> {
    type Expression = diesel::internal::derives::as_expression::Bound<ZoneName, Self>;

    fn as_expression(self) -> Self::Expression {
        Self::Expression::new(self)
    }
}

impl IntoBind for Zone {}

impl Bindable for Zone {
    type SqlType = ZoneName;
}

/// Privileges by their codes: a reader leaves out what a newer version has written.
impl FromSql<PrivilegeCode, Pg> for String {
    fn from_sql(bytes: PgValue<'_>) -> diesel::deserialize::Result<Self> {
        <Self as FromSql<Text, Pg>>::from_sql(bytes)
    }
}

/// What the code in a column says.
pub(crate) fn decode<T: FromStr>(bytes: PgValue<'_>) -> diesel::deserialize::Result<T> {
    let code = <String as FromSql<Text, Pg>>::from_sql(bytes)?;
    let unknown = |_| {
        let name = std::any::type_name::<T>();
        format!("“{code}” is no code of {name} that this version knows").into()
    };
    code.parse().map_err(unknown)
}
