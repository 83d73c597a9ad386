//! What the file changes: people and by-hand grants that differ from what is there, with the facts for the
//! audit log. People and grants as the file has them already are in none of it.

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::BigInt;

use crate::Result;
use crate::statement::Statement;
use crate::transaction::Transaction;

#[derive(Statement)]
#[statement(file = "people/import/find_grants.sql")]
struct FindGrants;

#[derive(Statement)]
#[statement(file = "people/import/analyze_grants.sql")]
struct AnalyzeGrants;

#[derive(Statement)]
#[statement(file = "people/import/find_created.sql")]
struct FindCreated;

#[derive(Statement)]
#[statement(file = "people/import/find_updated.sql")]
struct FindUpdated<'a> {
    now: DateTime<Utc>,
    site_zone: &'a str,
}

#[derive(Statement)]
#[statement(file = "people/import/analyze_changes.sql")]
struct AnalyzeChanges;

#[derive(Statement)]
#[statement(file = "people/import/counts.sql", row = Counts)]
struct Count;

/// How much the file changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName, Columns)]
pub struct Counts {
    /// People in the file.
    #[diesel(sql_type = BigInt)]
    pub people: i64,
    /// People who are not there yet.
    #[diesel(sql_type = BigInt)]
    pub created: i64,
    /// People who are there and differ, in themselves or in their by-hand roles.
    #[diesel(sql_type = BigInt)]
    pub updated: i64,
    /// By-hand grants to be made.
    #[diesel(sql_type = BigInt)]
    pub granted: i64,
    /// By-hand grants to be revoked.
    #[diesel(sql_type = BigInt)]
    pub revoked: i64,
}

/// Compares the file with the directory at `now`; `site_zone` is the zone of people without one. Writes nothing
/// but the list of changes.
///
/// # Errors
/// When the database fails.
pub async fn find_changes(tx: &mut Transaction, site_zone: &str, now: DateTime<Utc>) -> Result<Counts> {
    FindGrants.run(tx).await?;
    AnalyzeGrants.run(tx).await?;
    FindCreated.run(tx).await?;
    FindUpdated { now, site_zone }.run(tx).await?;
    AnalyzeChanges.run(tx).await?;
    Count.one_row(tx).await
}
