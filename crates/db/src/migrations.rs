//! Migrations: embedded in the binary, run at start under a lock, and never backwards.

use std::collections::BTreeSet;

use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncMigrationHarness, RunQueryDsl, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::pool::{Pool, PooledConnection};
use crate::statement::statement;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations");

/// Held while migrating, so that two servers started at once do not both do it.
const LOCK: i64 = 0x6c6f_6375_6d01;

/// Why the schema could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The database knows a migration that this program does not.
    #[error(
        "the database was migrated by a newer Locum (migration {0} is unknown to this one); start that version, \
         or restore a backup from before"
    )]
    NewerDatabase(String),
    /// The database is not there.
    #[error(transparent)]
    Database(#[from] crate::Error),
    /// A migration failed; nothing of it was kept.
    #[error("a migration failed: {0}")]
    Failed(String),
}

/// Brings the schema up to date and returns how many migrations were run.
///
/// # Errors
/// See [`MigrationError`]; the database is then as it was before the failing migration.
pub async fn run(pool: &Pool) -> Result<usize, MigrationError> {
    let mut conn = pool.get().await?;
    let locked = statement("SELECT pg_advisory_lock($1)").bind::<BigInt, _>(LOCK);
    locked.execute(&mut conn).await.map_err(crate::Error::from)?;
    conn.batch_execute("SET client_min_messages = warning")
        .await
        .map_err(crate::Error::from)?;
    let (outcome, mut conn) = run_locked(conn);
    let unlocked = statement("SELECT pg_advisory_unlock($1)").bind::<BigInt, _>(LOCK);
    unlocked.execute(&mut conn).await.map_err(crate::Error::from)?;
    outcome
}

/// Diesel's harness owns the connection while it works, and gives it back.
fn run_locked(conn: PooledConnection) -> (Result<usize, MigrationError>, PooledConnection) {
    let mut harness = AsyncMigrationHarness::new(conn);
    let outcome = run_pending(&mut harness);
    (outcome, harness.into_inner())
}

fn run_pending(harness: &mut impl MigrationHarness<Pg>) -> Result<usize, MigrationError> {
    let failed = |e: Box<dyn std::error::Error + Send + Sync>| MigrationError::Failed(e.to_string());
    let known = known().map_err(failed)?;
    let applied = harness.applied_migrations().map_err(failed)?;
    if let Some(unknown) = applied
        .iter()
        .map(ToString::to_string)
        .find(|version| !known.contains(version))
    {
        return Err(MigrationError::NewerDatabase(unknown));
    }
    let run = harness.run_pending_migrations(MIGRATIONS).map_err(failed)?.len();
    Ok(run)
}

/// Whether the database has exactly the migrations that this program knows.
///
/// # Errors
/// When the database fails.
pub async fn is_current(pool: &Pool) -> crate::Result<bool> {
    #[derive(diesel::QueryableByName)]
    struct Applied {
        #[diesel(sql_type = Text)]
        version: String,
    }
    let mut conn = pool.get().await?;
    let query = statement("SELECT version FROM __diesel_schema_migrations");
    let applied: Vec<Applied> = query.load(&mut conn).await?;
    let applied: BTreeSet<String> = applied.into_iter().map(|row| row.version).collect();
    Ok(known().is_ok_and(|known| known.into_iter().collect::<BTreeSet<_>>() == applied))
}

/// The versions that are embedded in this program.
fn known() -> diesel::migration::Result<Vec<String>> {
    let migrations = MigrationSource::<Pg>::migrations(&MIGRATIONS)?;
    Ok(migrations
        .iter()
        .map(|migration| migration.name().version().to_string())
        .collect())
}

/// Undoes every migration, newest first, for the tests of `down.sql`; returns how many.
///
/// # Errors
/// When a `down.sql` fails.
#[cfg(feature = "testing")]
pub async fn revert_all(pool: &Pool) -> Result<usize, MigrationError> {
    let mut harness = AsyncMigrationHarness::new(pool.get().await?);
    let reverted = harness
        .revert_all_migrations(MIGRATIONS)
        .map_err(|e| MigrationError::Failed(e.to_string()))?;
    Ok(reverted.len())
}
