//! Migrations: embedded in the binary, run at start under a lock, and never backwards.
//!
//! A server waits for the lock by asking again and again. A statement that waits for it would hold a snapshot, and
//! `CREATE INDEX CONCURRENTLY`, which waits for all snapshots, would never end beside it.

mod compatibility;

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::sql_types::{BigInt, Bool, Text};
use diesel_async::{AsyncMigrationHarness, RunQueryDsl, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use semver::Version;

pub use self::compatibility::{Compatibility, Incompatibility};
use crate::glued::statement;
use crate::pool::{Connection, Pool};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations");

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
        let quiet = conn.batch_execute("SET client_min_messages = warning").await;
        quiet.map_err(crate::Error::from)?;
        drop_invalid_indexes(&mut conn).await?;
        let clock = statement("SELECT set_config('locum.now', $1, false)").bind::<Text, _>(now.to_rfc3339());
        clock.execute(&mut conn).await.map_err(crate::Error::from)?;
        run_pending(conn)
    };
    release_lock(&mut conn).await;
    outcome
}

/// The connection's role, where it may not change the schema.
async fn not_owner(conn: &mut Connection) -> Result<Option<String>, MigrationError> {
    const SQL: &str = "SELECT current_user::text AS name WHERE NOT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) \
        OR NOT (SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('__diesel_schema_migrations'))";
    let found: Vec<Named> = statement(SQL).load(conn).await.map_err(crate::Error::from)?;
    Ok(found.into_iter().next().map(|found| found.name))
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
        let query = statement("SELECT pg_try_advisory_lock($1) AS yes").bind::<BigInt, _>(LOCK);
        let taken: Yes = query.get_result(conn).await.map_err(crate::Error::from)?;
        if taken.yes {
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
    let unlocking = statement("SELECT pg_advisory_unlock($1)").bind::<BigInt, _>(LOCK);
    let _ = unlocking.execute(conn).await;
}

/// Drops the indexes that a migration could not finish building: `CREATE INDEX CONCURRENTLY` leaves an invalid one behind when
/// it fails, and the next attempt would find its name taken. One that somebody is building at this moment stays.
async fn drop_invalid_indexes(conn: &mut Connection) -> Result<(), MigrationError> {
    const INVALID: &str = "SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name FROM pg_index i \
        JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
        WHERE NOT i.indisvalid AND c.relkind = 'i' AND n.nspname = current_schema() \
        AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)";
    let invalid: Vec<Named> = statement(INVALID).load(conn).await.map_err(crate::Error::from)?;
    for Named { name: index } in invalid {
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

#[derive(diesel::QueryableByName)]
struct Yes {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

#[derive(diesel::QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    name: String,
}

async fn has_table(conn: &mut Connection, name: &str) -> crate::Result<bool> {
    let query = statement("SELECT to_regclass($1) IS NOT NULL AS yes").bind::<Text, _>(name.to_owned());
    let found: Yes = query.get_result(conn).await?;
    Ok(found.yes)
}

/// The connection's role, where the schema's state is hidden from it.
async fn may_not_read(conn: &mut Connection) -> Result<Option<String>, MigrationError> {
    const SQL: &str = "SELECT current_user::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
        WHERE n.nspname = current_schema() AND c.relname IN ('__diesel_schema_migrations', 'schema_compatibility') \
          AND NOT has_table_privilege(c.oid, 'SELECT') LIMIT 1";
    let found: Vec<Named> = statement(SQL).load(conn).await.map_err(crate::Error::from)?;
    Ok(found.into_iter().next().map(|found| found.name))
}

/// The migrations that have run; none in an empty database.
async fn applied(conn: &mut Connection) -> crate::Result<BTreeSet<String>> {
    if !has_table(conn, "__diesel_schema_migrations").await? {
        return Ok(BTreeSet::new());
    }
    let query = statement("SELECT version AS name FROM __diesel_schema_migrations");
    let rows: Vec<Named> = query.load(conn).await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// The oldest version that may use the schema; `None` where the schema does not say.
async fn minimum_version(conn: &mut Connection) -> Result<Option<Version>, MigrationError> {
    if !has_table(conn, "schema_compatibility").await? {
        return Ok(None);
    }
    let query = statement("SELECT minimum_version AS name FROM schema_compatibility");
    let rows: Vec<Named> = query.load(conn).await.map_err(crate::Error::from)?;
    let read = |row: Named| row.name.parse::<Version>();
    let minimum = rows.into_iter().next().map(read).transpose();
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
