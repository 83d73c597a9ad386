//! In whose name entries of the audit log were written (R23): kept beside the log, so that a delegator finds theirs by an index,
//! however long the log is.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Bool, Integer, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;
use serde::Serialize;

use super::{NewEntry, append_sql, columns};
use crate::batch::json;
use crate::glued::statement;
use crate::sql::delegation_in_force;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// Rows a statement: what one parameter holds stays in the low megabytes.
const ROWS: usize = 4_000;

/// Somebody in whose name an entry is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct InNameOf {
    /// Who delegated.
    pub delegator_id: i64,
    /// Through which role delegation; none: a task came from them to whoever acted.
    pub role_delegation_id: Option<i64>,
}

const APPEND: &str = concat!(
    "WITH logged AS (",
    append_sql!(),
    " RETURNING id, actor_id), named AS (INSERT INTO audit_in_name_of (delegator_id, entry_id, proxy_id, role_delegation_id) \
       SELECT n.delegator_id, l.id, l.actor_id, n.role_delegation_id FROM logged l \
       CROSS JOIN jsonb_to_recordset($2) AS n (delegator_id bigint, role_delegation_id bigint) WHERE l.actor_id IS NOT NULL) \
     SELECT id FROM logged ORDER BY id"
);

#[derive(diesel::QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Appends entries that were all made in the name of the same people. Answers the ids of the entries, the lowest first.
///
/// # Errors
/// When the database fails.
pub async fn append(tx: &mut Transaction, entries: &[NewEntry], names: &[InNameOf]) -> Result<Vec<i64>> {
    let names = json(names)?;
    let mut ids = Vec::with_capacity(entries.len());
    for batch in entries.chunks(ROWS) {
        let rows: Vec<Id> = statement(APPEND)
            .bind::<Jsonb, _>(json(batch)?)
            .bind::<Jsonb, _>(names.clone())
            .load(tx)
            .await?;
        ids.extend(rows.into_iter().map(|row| row.id));
    }
    Ok(ids)
}

/// Something that was done in a delegator's name.
#[derive(Debug, Clone, diesel::QueryableByName)]
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

// $1 whose name, $2 the instant. The entries are found by the index before anything is joined to them, and their number stands in
// the text: of a parameter the planner takes a tenth of all there are, and would read the whole log for them.
macro_rules! done {
    ($which:literal, $limit:literal) => {
        concat!(
            "SELECT l.id, l.at, ", crate::sql::shown_name!("x"), " AS proxy, x.username AS proxy_username, l.action, l.object_kind, l.object_id, \
               ", crate::sql::shown_name!("c"), " AS concerns, c.username AS concerns_username, \
               ", crate::sql::shown_name!("b"), " AS on_behalf_of, b.username AS on_behalf_of_username, l.before, l.after, \
               m.name AS named_role, p.name AS policy, r.name AS role, d.id AS delegation, d.version, coalesce(",
            delegation_in_force!("d", "o", "x", "$2"),
            ", false) AS is_in_force FROM (SELECT * FROM audit_in_name_of WHERE delegator_id = $1 ",
            $which,
            ") n JOIN audit_log l ON l.id = n.entry_id JOIN people x ON x.id = n.proxy_id JOIN people o ON o.id = n.delegator_id \
             LEFT JOIN people c ON c.id = l.concerns_id LEFT JOIN people b ON b.id = l.on_behalf_of AND b.id <> $1 \
             LEFT JOIN role_delegations d ON d.id = n.role_delegation_id LEFT JOIN roles r ON r.id = d.role_id \
             LEFT JOIN roles m ON m.code = coalesce(l.after ->> 'role_granted', l.after ->> 'role_revoked', l.after ->> 'role', \
               l.before ->> 'role', CASE l.object_kind WHEN 'role' THEN l.object_id END) \
             LEFT JOIN policies p ON p.id = CASE l.object_kind WHEN 'policy' THEN l.object_id::bigint END \
             ORDER BY n.entry_id DESC",
            $limit
        )
    };
}
/// A page of a delegator's: `$3` is the id below which it begins, `$4` the most rows.
pub const ALL: &str = done!("AND entry_id < $3 ORDER BY entry_id DESC LIMIT 51", " LIMIT $4");
/// The same of one proxy, whose username is `$5`.
pub const BY_PROXY: &str = done!(
    "AND entry_id < $3 AND proxy_id = (SELECT id FROM people WHERE username = $5) ORDER BY entry_id DESC LIMIT 51",
    " LIMIT $4"
);
const ONE: &str = done!("AND entry_id = $3", "");

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
    let sql = if filter.proxy.is_some() { BY_PROXY } else { ALL };
    let query = statement(sql)
        .bind::<BigInt, _>(delegator.0)
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(filter.before.unwrap_or(i64::MAX))
        .bind::<BigInt, _>(limit);
    Ok(match &filter.proxy {
        Some(proxy) => query.bind::<Text, _>(proxy.clone()).load(conn).await?,
        None => query.load(conn).await?,
    })
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
    let rows: Vec<Done> = statement(ONE)
        .bind::<BigInt, _>(delegator.0)
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(entry)
        .load(conn)
        .await?;
    Ok(rows.into_iter().next())
}

/// Somebody who did something in the delegator's name.
#[derive(Debug, Clone, PartialEq, Eq, diesel::QueryableByName)]
pub struct Proxy {
    /// As shown.
    #[diesel(sql_type = Text)]
    pub display_name: String,
    /// Signs in with it.
    #[diesel(sql_type = Text)]
    pub username: String,
}

/// Everybody who did, by name. Costs an index probe a person, not a row an entry.
///
/// # Errors
/// When the database fails.
pub async fn proxies(conn: &mut Connection, delegator: PersonId) -> Result<Vec<Proxy>> {
    const SQL: &str = concat!(
        "WITH RECURSIVE found (id) AS ( \
          (SELECT proxy_id FROM audit_in_name_of WHERE delegator_id = $1 ORDER BY proxy_id LIMIT 1) \
          UNION ALL SELECT (SELECT n.proxy_id FROM audit_in_name_of n WHERE n.delegator_id = $1 AND n.proxy_id > f.id \
            ORDER BY n.proxy_id LIMIT 1) FROM found f WHERE f.id IS NOT NULL) \
        SELECT ",
        crate::sql::shown_name!("p"),
        " AS display_name, p.username FROM found f JOIN people p ON p.id = f.id ORDER BY p.search_text, p.id"
    );
    Ok(statement(SQL).bind::<BigInt, _>(delegator.0).load(conn).await?)
}
