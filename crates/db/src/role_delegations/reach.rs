//! What a role delegation reaches now, counted for the question whether to end it (R12, R23).

use diesel::sql_types::{Array, BigInt, Integer, Text};
use diesel_async::RunQueryDsl;

use crate::statement::statement;
use crate::{Connection, Result};

/// Counts end here: beyond it people read "more than".
pub const MOST: i64 = 1_000;

/// What one delegation reaches.
#[derive(Debug, Clone, PartialEq, Eq, diesel::QueryableByName)]
pub struct Reach {
    /// Which delegation.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// Its version (G5).
    #[diesel(sql_type = Integer)]
    pub version: i32,
    /// Display name of the proxy.
    #[diesel(sql_type = Text)]
    pub proxy: String,
    /// Name of the role.
    #[diesel(sql_type = Text)]
    pub role: String,
    /// The role's data scope.
    #[diesel(sql_type = Text)]
    pub data_scope: String,
    /// People other than the proxy on whose records it works, up to one more than [`MOST`]; none where the scope is everyone,
    /// or where the role has no privilege.
    #[diesel(sql_type = BigInt)]
    pub people: i64,
    /// Open tasks that wait for those who hold the role, up to one more than [`MOST`].
    #[diesel(sql_type = BigInt)]
    pub tasks: i64,
}

// The hierarchy is walked no further than the count goes: it has no cycle, and what is over the limit is never asked for.
const REACH: &str = concat!(
    "SELECT d.id, d.version, ",
    crate::sql::shown_name!("x"),
    " AS proxy, ro.name AS role, ro.data_scope, CASE WHEN NOT EXISTS (SELECT FROM role_privileges v WHERE v.role_id = d.role_id) THEN 0 \
      ELSE CASE ro.data_scope WHEN 'own' THEN 1 WHEN 'reports' THEN (WITH RECURSIVE below (id) AS ( \
          SELECT p.id FROM people p WHERE p.manager_id = d.delegator_id \
          UNION ALL SELECT p.id FROM below b JOIN people p ON p.manager_id = b.id) \
        SELECT count(*) FROM (SELECT FROM below WHERE id <> d.proxy_id LIMIT $2 + 1) few) \
      WHEN 'department' THEN (SELECT count(*) FROM (SELECT FROM people p WHERE p.department = o.department AND p.id <> d.proxy_id \
        LIMIT $2 + 1) few) ELSE 0 END END AS people, \
      (SELECT count(*) FROM (SELECT FROM task_assignments a WHERE a.pool_role_id = d.role_id AND a.released_at IS NULL \
        LIMIT $2 + 1) few) AS tasks \
    FROM role_delegations d JOIN roles ro ON ro.id = d.role_id JOIN people o ON o.id = d.delegator_id \
      JOIN people x ON x.id = d.proxy_id WHERE d.id = ANY($1) \
    ORDER BY d.id"
);

/// What these delegations reach.
///
/// # Errors
/// When the database fails.
pub async fn of_delegations(conn: &mut Connection, delegations: &[i64]) -> Result<Vec<Reach>> {
    Ok(statement(REACH)
        .bind::<Array<BigInt>, _>(delegations.to_vec())
        .bind::<BigInt, _>(MOST)
        .load(conn)
        .await?)
}
