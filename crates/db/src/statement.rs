//! SQL that Diesel's DSL has no words for (recursive walks, JSON documents, batches that skip locked rows). Each statement stands in
//! a file of its own under `crates/db/sql/`, which can be pasted into psql, and has a struct here beside its use:
//! `#[derive(Statement)]`, whose fields are the parameters in their order.
//!
//! The test `statements` prepares every one of them on the migrated schema and compares the types of parameters and columns with
//! those that Rust binds and reads.
//!
//! `diesel::sql_query` is never cached: each use costs a second round trip to prepare it. These are prepared once a connection.

use std::marker::PhantomData;

use diesel::QueryableByName;
use diesel::pg::{Pg, PgMetadataLookup, PgTypeMetadata};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::{OptionalExtension, QueryResult};
use diesel::sql_types::{self, HasSqlType, Untyped};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use crate::{Connection, Result};

/// What is bound to a statement. Derived with the statement, or by itself for several of them.
pub trait Parameters {
    /// Names and types of the parameters, in their order.
    fn parameters() -> Vec<Typed>;

    /// Gives the parameters to Diesel, in their order.
    ///
    /// # Errors
    /// Where a value cannot be written as its type.
    fn push_binds<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()>;
}

impl<P: Parameters> Parameters for &P {
    fn parameters() -> Vec<Typed> {
        P::parameters()
    }

    fn push_binds<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        P::push_binds(self, out)
    }
}

/// A statement out of a file, with its parameters. Derive it.
pub trait Statement: Parameters + Sized + Send + Sync {
    /// What each row is read as; `()` where it reads none.
    type Row: Columns;
    /// What the connection's cache of prepared statements knows it by: the type itself, borrowing nothing.
    type Key: 'static;
    /// The file below `crates/db/sql/`.
    const FILE: &'static str;
    /// What is in it.
    const SQL: &'static str;

    /// All rows.
    ///
    /// # Errors
    /// When the database fails.
    fn rows(self, conn: &mut Connection) -> impl Future<Output = Result<Vec<Self::Row>>> + Send
    where
        Self::Row: QueryableByName<Pg> + Send + 'static,
    {
        async move { Ok(RunQueryDsl::load(Prepared(self), conn).await?) }
    }

    /// The one row that it always answers.
    ///
    /// # Errors
    /// When the database fails, or there is no row.
    fn one_row(self, conn: &mut Connection) -> impl Future<Output = Result<Self::Row>> + Send
    where
        Self::Row: QueryableByName<Pg> + Send + 'static,
    {
        async move { Ok(RunQueryDsl::get_result(Prepared(self), conn).await?) }
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    fn optional_row(self, conn: &mut Connection) -> impl Future<Output = Result<Option<Self::Row>>> + Send
    where
        Self::Row: QueryableByName<Pg> + Send + 'static,
    {
        async move { Ok(RunQueryDsl::get_result(Prepared(self), conn).await.optional()?) }
    }

    /// Runs it and answers how many rows it wrote.
    ///
    /// # Errors
    /// When the database fails, or refuses the change.
    fn run(self, conn: &mut Connection) -> impl Future<Output = Result<usize>> + Send {
        async move { Ok(RunQueryDsl::execute(Prepared(self), conn).await?) }
    }
}

/// A statement as Diesel runs it.
struct Prepared<S>(S);

impl<S: Statement> QueryFragment<Pg> for Prepared<S> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(S::SQL);
        self.0.push_binds(&mut out)
    }
}

impl<S: Statement> QueryId for Prepared<S> {
    type QueryId = PhantomData<S::Key>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<S: Statement> diesel::query_builder::Query for Prepared<S> {
    type SqlType = Untyped;
}

impl<S, C> diesel::query_dsl::RunQueryDsl<C> for Prepared<S> {}

/// Statements without parameters that are run together, in one round trip: they make the temporary tables that others use.
#[derive(Debug, Clone, Copy)]
pub struct Script {
    /// The file below `crates/db/sql/`.
    pub file: &'static str,
    /// What is in it.
    pub sql: &'static str,
}

impl Script {
    /// Runs all of them.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn run(self, conn: &mut Connection) -> Result<()> {
        Ok(conn.batch_execute(self.sql).await?)
    }
}

/// A Rust type that can be a parameter of a statement, and the type that it is in SQL.
pub trait Bindable {
    /// Its type in SQL.
    type SqlType: 'static;
}

/// A row whose columns are known. Derive it beside `QueryableByName`.
pub trait Columns {
    /// Names and types of the columns that it reads.
    fn columns() -> Vec<Typed>;
}

impl Columns for () {
    fn columns() -> Vec<Typed> {
        Vec::new()
    }
}

/// A parameter or a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// The field's name, or the column's.
    pub name: &'static str,
    /// The type's number in Postgres.
    pub oid: u32,
}

impl Typed {
    /// One of this SQL type, which is one of Postgres' own.
    pub fn of<T>(name: &'static str) -> Self
    where
        Pg: HasSqlType<T>,
    {
        let oid = <Pg as HasSqlType<T>>::metadata(&mut BuiltIn).oid();
        Self {
            name,
            oid: oid.unwrap_or_default(),
        }
    }
}

/// Knows no types but those that have their number in Rust: any other has the number 0, which no type of Postgres has.
struct BuiltIn;

impl PgMetadataLookup for BuiltIn {
    fn lookup_type(&mut self, _: &str, _: Option<&str>) -> PgTypeMetadata {
        PgTypeMetadata::new(0, 0)
    }
}

/// A statement, as the test that prepares all of them knows it.
pub struct Registered {
    /// The file below `crates/db/sql/`.
    pub file: &'static str,
    /// What is in it.
    pub sql: &'static str,
    /// What Rust binds, in its order.
    pub parameters: fn() -> Vec<Typed>,
    /// What Rust reads, by name.
    pub columns: fn() -> Vec<Typed>,
}

impl Registered {
    /// Of a statement. Called by `#[derive(Statement)]`.
    pub const fn of<S: Statement>() -> Self {
        Self {
            file: S::FILE,
            sql: S::SQL,
            parameters: S::parameters,
            columns: <S::Row as Columns>::columns,
        }
    }

    /// Every statement of this crate.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        inventory::iter::<Self>.into_iter()
    }
}

inventory::collect!(Registered);

impl Bindable for bool {
    type SqlType = sql_types::Bool;
}
impl Bindable for i16 {
    type SqlType = sql_types::SmallInt;
}
impl Bindable for i32 {
    type SqlType = sql_types::Integer;
}
impl Bindable for i64 {
    type SqlType = sql_types::BigInt;
}
impl Bindable for str {
    type SqlType = sql_types::Text;
}
impl Bindable for String {
    type SqlType = sql_types::Text;
}
impl Bindable for [u8] {
    type SqlType = sql_types::Binary;
}
impl Bindable for Vec<u8> {
    type SqlType = sql_types::Binary;
}
impl Bindable for uuid::Uuid {
    type SqlType = sql_types::Uuid;
}
impl Bindable for chrono::NaiveDate {
    type SqlType = sql_types::Date;
}
impl Bindable for chrono::DateTime<chrono::Utc> {
    type SqlType = sql_types::Timestamptz;
}
impl Bindable for serde_json::Value {
    type SqlType = sql_types::Jsonb;
}
impl<T: Bindable + ?Sized> Bindable for &T {
    type SqlType = T::SqlType;
}
impl<T: Bindable> Bindable for Option<T> {
    type SqlType = sql_types::Nullable<T::SqlType>;
}
impl<T: Bindable> Bindable for [T] {
    type SqlType = sql_types::Array<T::SqlType>;
}
impl<T: Bindable> Bindable for Vec<T> {
    type SqlType = sql_types::Array<T::SqlType>;
}
