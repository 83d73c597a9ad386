//! In whose name entries of the audit log were written (R23): kept beside the log, so that a delegator finds theirs by an index,
//! however long the log is.

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Integer, Jsonb, Nullable, Text, Timestamptz};
use domain::ids::PersonId;

use super::NewEntry;
use crate::batch::{ROWS, json};
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// Somebody in whose name an entry is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct InNameOf {
    /// Who delegated.
    pub delegator_id: i64,
    /// Through which role delegation; none: a task came from them to whoever acted.
    pub role_delegation_id: Option<i64>,
}

#[derive(Statement)]
#[statement(file = "audit/append_in_name_of.sql", row = Appended)]
struct Append<'a> {
    entries: serde_json::Value,
    delegators: &'a [i64],
    delegations: &'a [Option<i64>],
}

#[derive(QueryableByName, Columns)]
struct Appended {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Appends entries that were all made in the name of the same people. Answers the ids of the entries, the lowest first.
///
/// # Errors
/// When the database fails.
pub async fn append(tx: &mut Transaction, entries: &[NewEntry], names: &[InNameOf]) -> Result<Vec<i64>> {
    let (delegators, delegations): (Vec<_>, Vec<_>) = names
        .iter()
        .map(|name| (name.delegator_id, name.role_delegation_id))
        .unzip();
    let mut ids = Vec::with_capacity(entries.len());
    for batch in entries.chunks(ROWS) {
        let append = Append {
            entries: json(batch)?,
            delegators: &delegators,
            delegations: &delegations,
        };
        ids.extend(append.rows(tx).await?.into_iter().map(|entry| entry.id));
    }
    Ok(ids)
}

/// Something that was done in a delegator's name.
#[derive(Debug, Clone, QueryableByName, Columns)]
pub struct Done {
    /// The entry's id: in the order of writing.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// When, in UTC.
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    /// Display name of who did it.
    #[diesel(sql_type = Text)]
    pub proxy: String,
    /// Their username.
    #[diesel(sql_type = Text)]
    pub proxy_username: String,
    /// Code of what was done.
    #[diesel(sql_type = Text)]
    pub action: String,
    /// What kind of thing.
    #[diesel(sql_type = Text)]
    pub object_kind: String,
    /// Which one.
    #[diesel(sql_type = Text)]
    pub object_id: String,
    /// Display name of the person concerned.
    #[diesel(sql_type = Nullable<Text>)]
    pub concerns: Option<String>,
    /// Their username.
    #[diesel(sql_type = Nullable<Text>)]
    pub concerns_username: Option<String>,
    /// Display name of whom it was done for, where that is not the delegator.
    #[diesel(sql_type = Nullable<Text>)]
    pub on_behalf_of: Option<String>,
    /// Their username.
    #[diesel(sql_type = Nullable<Text>)]
    pub on_behalf_of_username: Option<String>,
    /// Facts before.
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub before: Option<serde_json::Value>,
    /// Facts after.
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub after: Option<serde_json::Value>,
    /// Name of the role that the facts name by its code.
    #[diesel(sql_type = Nullable<Text>)]
    pub named_role: Option<String>,
    /// Name of the policy that was changed, as it is now.
    #[diesel(sql_type = Nullable<Text>)]
    pub policy: Option<String>,
    /// Name of the delegated role through which it was done; none: a task came from the delegator.
    #[diesel(sql_type = Nullable<Text>)]
    pub role: Option<String>,
    /// The delegation of that role.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub delegation: Option<i64>,
    /// Its version (G5).
    #[diesel(sql_type = Nullable<Integer>)]
    pub version: Option<i32>,
    /// It is in force now (R11).
    #[diesel(sql_type = Bool)]
    pub is_in_force: bool,
}

/// The most entries on a page.
pub const PAGE: i64 = 50;

/// A page of a delegator's.
#[derive(Statement)]
#[statement(file = "audit/done.sql", row = Done)]
struct Page {
    delegator: PersonId,
    now: DateTime<Utc>,
    below: i64,
    limit: i64,
}

/// The same of one proxy.
#[derive(Statement)]
#[statement(file = "audit/done_by_proxy.sql", row = Done)]
struct PageByProxy<'a> {
    delegator: PersonId,
    now: DateTime<Utc>,
    below: i64,
    limit: i64,
    proxy: &'a str,
}

#[derive(Statement)]
#[statement(file = "audit/done_one.sql", row = Done)]
struct One {
    delegator: PersonId,
    now: DateTime<Utc>,
    entry: i64,
}

/// Which entries of a delegator's.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only what the person of this username did.
    pub proxy: Option<String>,
    /// Only entries older than this id: the next page.
    pub before: Option<i64>,
}

/// What was done in the delegator's name, newest first; up to one more than [`PAGE`].
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &mut Connection,
    delegator: PersonId,
    filter: &Filter,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Vec<Done>> {
    let below = filter.before.unwrap_or(i64::MAX);
    if let Some(proxy) = &filter.proxy {
        let page = PageByProxy {
            delegator,
            now,
            below,
            limit,
            proxy,
        };
        return page.rows(conn).await;
    }
    let page = Page {
        delegator,
        now,
        below,
        limit,
    };
    page.rows(conn).await
}

/// One of them; none: it was not done in the delegator's name.
///
/// # Errors
/// When the database fails.
pub async fn one(
    conn: &mut Connection,
    delegator: PersonId,
    entry: i64,
    now: DateTime<Utc>,
) -> Result<Option<Done>> {
    let one = One {
        delegator,
        now,
        entry,
    };
    one.optional_row(conn).await
}

/// Somebody who did something in the delegator's name.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName, Columns)]
pub struct Proxy {
    /// As shown.
    #[diesel(sql_type = Text)]
    pub display_name: String,
    /// Signs in with it.
    #[diesel(sql_type = Text)]
    pub username: String,
}

#[derive(Statement)]
#[statement(file = "audit/proxies.sql", row = Proxy)]
struct Proxies {
    delegator: PersonId,
}

/// Everybody who did, by name. Costs an index probe a person, not a row an entry.
///
/// # Errors
/// When the database fails.
pub async fn proxies(conn: &mut Connection, delegator: PersonId) -> Result<Vec<Proxy>> {
    Proxies { delegator }.rows(conn).await
}
