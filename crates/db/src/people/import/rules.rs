//! Delegation rules whose delegate an import made inactive (T16).

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Nullable, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::RuleId;

use crate::delegation_rules::leavers::Orphaned;
use crate::glued::statement;
use crate::sql::active;
use crate::{Connection, Result};

/// Rules whose delegate the import made inactive, by id and after the given one (T16).
///
/// # Errors
/// When the database fails.
pub async fn orphaned(
    conn: &mut Connection,
    after: Option<RuleId>,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Orphaned>> {
    const SQL: &str = concat!(
        "SELECT r.id AS rule_id, r.owner_id, ",
        crate::sql::shown_name!("p"),
        " AS delegate FROM import_changes c JOIN people p ON p.id = c.person_id \
         JOIN delegation_rules r ON r.delegate_id = c.person_id AND r.closed_at IS NULL AND (r.ends_at IS NULL OR $2 < r.ends_at) \
         WHERE c.was_active AND NOT ",
        active!("p", "$2"),
        " AND r.id > coalesce($1, 0) ORDER BY r.id LIMIT $3"
    );
    Ok(statement(SQL)
        .bind::<Nullable<BigInt>, _>(after.map(|rule| rule.0))
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await?)
}
