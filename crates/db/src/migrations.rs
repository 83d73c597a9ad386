//! Migrations: embedded in the binary, run at start under a lock, and never backwards.
//!
//! A server waits for the lock by asking again and again. A statement that waits for it would hold a snapshot, and
//! `CREATE INDEX CONCURRENTLY`, which waits for all snapshots, would never end beside it.

mod compatibility;

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::{AsyncMigrationHarness, RunQueryDsl, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use semver::Version;

pub use self::compatibility::{Compatibility, Incompatibility};
use crate::functions::{pg_advisory_unlock, pg_try_advisory_lock, set_config, to_regclass};
use crate::pool::{Connection, Pool};
use crate::schema::schema_compatibility;
use crate::statement::Statement;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations");

diesel::table! {
    /// What has run, as Diesel's harness keeps it.
    __diesel_schema_migrations (version) {
        /// Which migration.
        version -> Text,
    }
}

/// Held while migrating, so that two servers started at once do not both do it.
const LOCK: i64 = 0x6c6f_6375_6d01;

/// Between two attempts to take the lock.
const BETWEEN_ATTEMPTS: Duration = Duration::from_millis(100);

/// After so many attempts without the lock, ten seconds, the log says again that this server waits.
const ATTEMPTS_BETWEEN_NOTES: u32 = 100;

/// Why the schema could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The schema is not for this version (O3); nothing was changed.
    #[error(transparent)]
    Incompatible(#[from] Incompatibility),
    /// The database is not there.
    #[error(transparent)]
    Database(#[from] crate::Error),
    /// The schema is behind, and the role of the connection may not change it (O7); nothing was changed.
    #[error(
        "the database has to be migrated, and its role {0} may not do that: run `locum migrate` with LOCUM_DATABASE_OWNER_URL, the \
         address of the role that owns Locum's tables"
    )]
    NotOwner(String),
    /// The role of the connection may not even read the schema's state (O7).
    #[error(
        "the database's role {0} may not use Locum's tables: run `locum migrate` with LOCUM_DATABASE_OWNER_URL, the address of the \
         role that owns them"
    )]
    MayNotRead(String),
    /// A migration failed; nothing of it was kept.
    #[error("a migration failed: {0}")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The version of this program, as the schema's minimum version is compared with it.
///
/// # Errors
/// Never: Cargo only builds versions that can be read.
pub fn own_version() -> Result<Version, MigrationError> {
    env!("CARGO_PKG_VERSION")
        .parse()
        .map_err(|error: semver::Error| MigrationError::Failed(error.into()))
}

/// Brings the schema up to date and returns how many migrations were run. A schema that a newer Locum made is left as
/// it is where this version may use it (O3). Migrations read `now` as `current_setting('locum.now')` (G2).
///
/// # Errors
/// See [`MigrationError`]; the database is then as it was before the failing migration.
pub async fn run(pool: &Pool, now: DateTime<Utc>) -> Result<usize, MigrationError> {
    // A connection of its own: the lock is gone with it, whatever happens.
    let mut conn = pool.detached().await?;
    if is_usable(compatibility_of(&mut conn).await?)? {
        return Ok(0);
    }
    if let Some(role) = not_owner(&mut conn).await? {
        return Err(MigrationError::NotOwner(role));
    }
    take_lock(&mut conn).await?;
    // Whoever held the lock before may have done it.
    let (outcome, mut conn) = if is_usable(compatibility_of(&mut conn).await?)? {
        (Ok(0), conn)
    } else {
        let quiet_and_dated = (
            set_config("client_min_messages", "warning", false),
            set_config("locum.now", now.to_rfc3339(), false),
        );
        let set = diesel::select(quiet_and_dated).execute(&mut conn).await;
        set.map_err(crate::Error::from)?;
        drop_invalid_indexes(&mut conn).await?;
        run_pending(conn)
    };
    release_lock(&mut conn).await;
    outcome
}

/// A name that the database's catalogue answers.
#[derive(QueryableByName, Columns)]
pub(crate) struct Named {
    #[diesel(sql_type = Text)]
    pub(crate) name: String,
}

#[derive(Statement)]
#[statement(file = "migrations/not_owner.sql", row = Named)]
struct NotOwner {}

/// The connection's role, where it may not change the schema.
async fn not_owner(conn: &mut Connection) -> Result<Option<String>, MigrationError> {
    let found = NotOwner {}.optional_row(conn).await?;
    Ok(found.map(|found| found.name))
}

/// Whether the schema can be used as it is; false where migrations have to run first.
fn is_usable(compatibility: Compatibility) -> Result<bool, Incompatibility> {
    match compatibility {
        Compatibility::Current | Compatibility::Newer => Ok(true),
        Compatibility::Behind => Ok(false),
        Compatibility::Incompatible(why) => Err(why),
    }
}

/// Waits until nobody else changes the schema, and what roles may do in it.
pub(crate) async fn take_lock(conn: &mut Connection) -> Result<(), MigrationError> {
    let mut attempts: u32 = 0;
    loop {
        let taking = diesel::select(pg_try_advisory_lock(LOCK));
        if taking.get_result(conn).await.map_err(crate::Error::from)? {
            return Ok(());
        }
        if attempts.is_multiple_of(ATTEMPTS_BETWEEN_NOTES) {
            tracing::info!("another Locum is migrating the database; waiting until it has finished");
        }
        attempts = attempts.wrapping_add(1);
        tokio::time::sleep(BETWEEN_ATTEMPTS).await;
    }
}

/// Lets the next one. If this fails, the lock still goes with the connection.
pub(crate) async fn release_lock(conn: &mut Connection) {
    let _ = diesel::select(pg_advisory_unlock(LOCK)).execute(conn).await;
}

#[derive(Statement)]
#[statement(file = "migrations/invalid_indexes.sql", row = Named)]
struct InvalidIndexes {}

/// Drops the indexes that a migration could not finish building: `CREATE INDEX CONCURRENTLY` leaves an invalid one behind when
/// it fails, and the next attempt would find its name taken. One that somebody is building at this moment stays.
async fn drop_invalid_indexes(conn: &mut Connection) -> Result<(), MigrationError> {
    for Named { name: index } in (InvalidIndexes {}).rows(conn).await? {
        tracing::warn!(index, "dropping an index that could not be built");
        let drop = format!("DROP INDEX CONCURRENTLY IF EXISTS {index}");
        conn.batch_execute(&drop).await.map_err(crate::Error::from)?;
    }
    Ok(())
}

/// Diesel's harness owns the connection while it works, and gives it back.
fn run_pending(conn: Connection) -> (Result<usize, MigrationError>, Connection) {
    let mut harness = AsyncMigrationHarness::new(conn);
    let outcome = harness
        .run_pending_migrations(MIGRATIONS)
        .map(|run| run.len())
        .map_err(MigrationError::Failed);
    (outcome, harness.into_inner())
}

/// How the schema and this program fit together.
///
/// # Errors
/// When the database fails.
pub async fn compatibility(pool: &Pool) -> Result<Compatibility, MigrationError> {
    let mut conn = pool.get().await?;
    compatibility_of(&mut conn).await
}

async fn compatibility_of(conn: &mut Connection) -> Result<Compatibility, MigrationError> {
    if let Some(role) = may_not_read(conn).await? {
        return Err(MigrationError::MayNotRead(role));
    }
    let known = known().map_err(MigrationError::Failed)?;
    let applied = applied(conn).await?;
    let minimum = if applied.is_subset(&known) {
        None
    } else {
        minimum_version(conn).await?
    };
    Ok(compatibility::judge(
        &known,
        &applied,
        minimum.as_ref(),
        &own_version()?,
    ))
}

async fn has_table(conn: &mut Connection, name: &str) -> crate::Result<bool> {
    Ok(diesel::select(to_regclass(name).is_not_null())
        .get_result(conn)
        .await?)
}

#[derive(Statement)]
#[statement(file = "migrations/may_not_read.sql", row = Named)]
struct MayNotRead {}

/// The connection's role, where the schema's state is hidden from it.
async fn may_not_read(conn: &mut Connection) -> Result<Option<String>, MigrationError> {
    let found = MayNotRead {}.optional_row(conn).await?;
    Ok(found.map(|found| found.name))
}

/// The migrations that have run; none in an empty database.
async fn applied(conn: &mut Connection) -> crate::Result<BTreeSet<String>> {
    if !has_table(conn, "__diesel_schema_migrations").await? {
        return Ok(BTreeSet::new());
    }
    let versions = __diesel_schema_migrations::table.select(__diesel_schema_migrations::version);
    let applied: Vec<String> = versions.load(conn).await?;
    Ok(applied.into_iter().collect())
}

/// The oldest version that may use the schema; `None` where the schema does not say.
async fn minimum_version(conn: &mut Connection) -> Result<Option<Version>, MigrationError> {
    if !has_table(conn, "schema_compatibility").await? {
        return Ok(None);
    }
    let said: Option<String> = schema_compatibility::table
        .select(schema_compatibility::minimum_version)
        .first(conn)
        .await
        .optional()
        .map_err(crate::Error::from)?;
    let minimum = said.map(|version| version.parse::<Version>()).transpose();
    minimum.map_err(|error| MigrationError::Failed(error.into()))
}

/// The versions that are embedded in this program.
fn known() -> diesel::migration::Result<BTreeSet<String>> {
    let migrations = MigrationSource::<Pg>::migrations(&MIGRATIONS)?;
    Ok(migrations
        .iter()
        .map(|migration| migration.name().version().to_string())
        .collect())
}
