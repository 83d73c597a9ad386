//! Hand-written SQL as a Diesel query that is prepared once a connection. What stands here is on its way to `crate::statement` or into the DSL.
//!
//! `diesel::sql_query` is never cached: each use costs a second round trip to prepare it. A [`Statement`]
//! is a constant text with `$1`, `$2`, …; Diesel's own cache then keeps it by that text.

use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::serialize::ToSql;
use diesel::sql_types::{HasSqlType, Untyped};

/// A constant SQL text and its parameters.
#[must_use = "a statement does nothing until it is loaded or executed"]
pub struct Statement {
    sql: &'static str,
    binds: Vec<Box<dyn Bind>>,
}

/// A statement without parameters yet.
pub fn statement(sql: &'static str) -> Statement {
    Statement {
        sql,
        binds: Vec::new(),
    }
}

impl Statement {
    /// Gives the next parameter: the first call is `$1`. A parameter may stand in the text more than once.
    pub fn bind<T, V>(mut self, value: V) -> Self
    where
        T: 'static + Send + Sync,
        V: ToSql<T, Pg> + 'static + Send + Sync,
        Pg: HasSqlType<T>,
    {
        self.binds.push(Box::new(TypedBind::<T, V> {
            value,
            kind: std::marker::PhantomData,
        }));
        self
    }
}

trait Bind: Send + Sync {
    fn push<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()>;
}

struct TypedBind<T, V> {
    value: V,
    kind: std::marker::PhantomData<T>,
}

impl<T, V> Bind for TypedBind<T, V>
where
    T: Send + Sync,
    V: ToSql<T, Pg> + Send + Sync,
    Pg: HasSqlType<T>,
{
    fn push<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_bind_param::<T, V>(&self.value)
    }
}

impl QueryFragment<Pg> for Statement {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        for line in self.sql.split_inclusive('\n') {
            // A comment says what the parameters are, and takes none.
            if line.trim_start().starts_with("--") {
                out.push_sql(line);
            } else {
                self.walk_line(line, &mut out)?;
            }
        }
        Ok(())
    }
}

impl Statement {
    fn walk_line<'b>(&'b self, line: &str, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let mut pieces = line.split('$');
        out.push_sql(pieces.next().unwrap_or_default());
        for piece in pieces {
            let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
            let (number, rest) = piece.split_at(digits);
            // A dollar without a number is the text's own, as in a JSON path.
            if number.is_empty() {
                out.push_sql("$");
                out.push_sql(rest);
                continue;
            }
            let bind = number
                .parse::<usize>()
                .ok()
                .and_then(|n| self.binds.get(n.checked_sub(1)?));
            match bind {
                Some(bind) => bind.push(out)?,
                None => {
                    let unknown = format!("the statement has no parameter ${number}: {}", self.sql);
                    return Err(diesel::result::Error::QueryBuilderError(unknown.into()));
                }
            }
            out.push_sql(rest);
        }
        Ok(())
    }
}

impl QueryId for Statement {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Statement {
    type SqlType = Untyped;
}

impl<C> diesel::query_dsl::RunQueryDsl<C> for Statement {}
