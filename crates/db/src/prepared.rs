//! Statements of Diesel's DSL that are prepared once a connection although Diesel would prepare them at every use: all of UPDATE and of
//! `ON CONFLICT DO UPDATE`, since what they set may differ from call to call. Preparing is a round trip of its own.
//!
//! The connection knows them by their text, so calls that set something else are another statement.

use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;

/// Statements that can be kept by their text.
pub(crate) trait Prepare: Sized {
    /// Lets the connection prepare it once.
    fn prepared(self) -> Prepared<Self> {
        Prepared(self)
    }
}

impl<Q: QueryFragment<Pg>> Prepare for Q {}

/// A statement that the connection keeps by its text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Prepared<Q>(Q);

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Prepared<Q> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, _: &Pg) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<Q> QueryId for Prepared<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for Prepared<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, C> diesel::query_dsl::RunQueryDsl<C> for Prepared<Q> {}
