//! Delegation rules whose delegate an import made inactive (T16).

use chrono::{DateTime, Utc};
use db_macros::Statement;
use domain::ids::RuleId;

use crate::delegation_rules::leavers::Orphaned;
use crate::statement::Statement;
use crate::{Connection, Result};

#[derive(Statement)]
#[statement(file = "people/import/orphaned_rules.sql", row = Orphaned)]
struct OrphanedRules {
    after: Option<RuleId>,
    now: DateTime<Utc>,
    limit: i64,
}

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
    OrphanedRules { after, now, limit }.rows(conn).await
}
