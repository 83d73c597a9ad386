//! Several servers and one schema: who migrates, who waits, and who must not use it (O3).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

use chrono::{DateTime, Utc};
use db::migrations::{self, Compatibility, MigrationError};
use test_database::TestDatabase;

#[path = "migrating/composed.rs"]
mod composed;
#[path = "migrating/hidden_characters.rs"]
mod hidden_characters;
#[path = "migrating/provisionable.rs"]
mod provisionable;
#[path = "migrating/through_end.rs"]
mod through_end;

const LOCK: i64 = 0x6c6f_6375_6d01;

/// The clock of those who migrate.
const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

/// A test database in which no migration has run.
async fn unmigrated() -> (TestDatabase, usize) {
    let database = TestDatabase::new().await;
    let undone = database.revert_all().await;
    (database, undone)
}

/// When a test makes an upgrade over what was there before.
const UPGRADE: &str = "2028-01-11T09:00:00Z";

/// A database as the version before `first` left it, with these rows.
async fn before(first: &str, rows: &str) -> TestDatabase {
    let database = TestDatabase::new().await;
    assert!(database.revert_from(first).await > 0, "{first} is there");
    database.batch(rows).await;
    database
}

/// Runs what has not run yet; returns when.
async fn upgrade(database: &TestDatabase) -> DateTime<Utc> {
    let now = UPGRADE.parse().unwrap();
    assert!(migrations::run(&database.owner_pool(), now).await.unwrap() > 0);
    now
}

/// Both, one after the other.
async fn upgraded(first: &str, rows: &str) -> TestDatabase {
    let database = before(first, rows).await;
    upgrade(&database).await;
    database
}

#[tokio::test(flavor = "multi_thread")]
async fn o3_who_waits_for_the_lock_holds_up_no_index_that_is_built_concurrently() {
    let (database, all) = unmigrated().await;
    let migrating = database.connect().await;
    let take = format!("SELECT pg_advisory_lock({LOCK}); CREATE TABLE large (id int)");
    migrating.batch_execute(&take).await.unwrap();

    let waiting = tokio::spawn({
        let pool = database.owner_pool();
        async move { migrations::run(&pool, NOW).await }
    });
    let has_asked = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() \
                     AND query LIKE '%advisory_lock%'";
    while migrating.query(has_asked, &[]).await.unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
    // With somebody in a statement that waits for the lock, this would never end.
    let index = "CREATE INDEX CONCURRENTLY large_idx ON large (id)";
    migrating.batch_execute(index).await.unwrap();
    assert!(!waiting.is_finished(), "nobody migrates while another does");

    let release = format!("SELECT pg_advisory_unlock({LOCK})");
    migrating.batch_execute(&release).await.unwrap();
    assert_eq!(waiting.await.unwrap().unwrap(), all);
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o3_an_index_that_could_not_be_built_is_dropped_before_the_next_attempt() {
    let (database, all) = unmigrated().await;
    let client = database.connect().await;
    let twice = "CREATE TABLE large (id int); INSERT INTO large VALUES (1), (1)";
    client.batch_execute(twice).await.unwrap();
    let failed = client
        .batch_execute("CREATE UNIQUE INDEX CONCURRENTLY large_key ON large (id)")
        .await;
    assert!(failed.is_err());
    client
        .batch_execute("CREATE INDEX large_idx ON large (id)")
        .await
        .unwrap();
    let indexes = "SELECT string_agg(indexrelid::regclass::text, ' ' ORDER BY indexrelid::regclass::text) FROM pg_index WHERE indrelid = 'large'::regclass";
    let names = async || client.query_one(indexes, &[]).await.unwrap().get::<_, String>(0);
    assert_eq!(names().await, "large_idx large_key");

    assert_eq!(migrations::run(&database.owner_pool(), NOW).await.unwrap(), all);
    assert_eq!(names().await, "large_idx");
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o3_two_servers_that_start_at_once_migrate_once() {
    let (database, all) = unmigrated().await;
    let start = || {
        let pool = database.owner_pool();
        tokio::spawn(async move { migrations::run(&pool, NOW).await })
    };
    let (one, two) = (start(), start());
    let mut run = [one.await.unwrap().unwrap(), two.await.unwrap().unwrap()];
    run.sort_unstable();
    assert_eq!(run, [0, all]);
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o3_a_newer_schema_is_left_alone_or_refused_by_its_minimum_version() {
    let database = TestDatabase::new().await;
    assert_eq!(migrations::run(&database.owner_pool(), NOW).await.unwrap(), 0);
    database
        .batch("INSERT INTO __diesel_schema_migrations (version) VALUES ('20990101000000')")
        .await;
    assert_eq!(migrations::run(&database.owner_pool(), NOW).await.unwrap(), 0);
    let found = migrations::compatibility(&database.pool).await.unwrap();
    assert_eq!(found, Compatibility::Newer);

    database
        .batch("UPDATE schema_compatibility SET minimum_version = '99.0.0'")
        .await;
    let refused = migrations::run(&database.owner_pool(), NOW).await.unwrap_err();
    assert!(matches!(refused, MigrationError::Incompatible(_)), "{refused}");
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o3_the_schema_of_this_version_asks_for_no_newer_one() {
    let database = TestDatabase::new().await;
    let client = database.connect().await;
    let row = client
        .query_one("SELECT minimum_version FROM schema_compatibility", &[])
        .await
        .unwrap();
    let minimum: semver::Version = row.get::<_, String>(0).parse().unwrap();
    assert!(minimum <= migrations::own_version().unwrap());
    database.drop_database().await;
}

/// Undoes these migrations, the newest first, as if they had not come yet.
async fn without(database: &TestDatabase, migrations: &[&str]) {
    for name in migrations {
        let down = format!("{}/../../migrations/{name}/down.sql", env!("CARGO_MANIFEST_DIR"));
        database.batch(&std::fs::read_to_string(down).unwrap()).await;
        let version = name.split('_').next().unwrap().replace('-', "");
        let forget = format!("DELETE FROM __diesel_schema_migrations WHERE version = '{version}'");
        database.batch(&forget).await;
    }
}

/// Sixty open requests of one person for one role, as the version before let them be made.
const SIXTY: &str = "
INSERT INTO people (username, display_name, search_text, created_at, updated_at)
  VALUES ('ben', 'Ben Ode', 'ben ode ben', '2028-01-11Z', '2028-01-11Z');
INSERT INTO tasks (id, kind, policy_id, policy_name, title, subject_id, requester_id, role_id, steps, position, created_at)
  SELECT gen_random_uuid(), 'request', 1, 'Requests', 'Grant', p.id, p.id, r.id, '[{}]', 1, '2028-01-11Z'::timestamptz + n * interval '1 s'
  FROM people p, roles r, generate_series(1, 60) n WHERE r.code = 'line_manager';
";

#[tokio::test(flavor = "multi_thread")]
async fn t15_o3_requests_that_are_double_from_before_stay_as_they_are_and_hinder_no_upgrade() {
    let database = TestDatabase::new().await;
    let new = [
        "2026-11-29-000114_one_open_request_index",
        "2026-11-29-000113_one_open_request",
    ];
    without(&database, &new).await;
    database.batch(SIXTY).await;
    assert_eq!(
        migrations::run(&database.owner_pool(), NOW).await.unwrap(),
        new.len()
    );

    let client = database.connect().await;
    let one = async |sql: &str| client.query_one(sql, &[]).await.unwrap().get::<_, i64>(0);
    let open = "SELECT count(*) FROM tasks WHERE state = 'open' AND one_at_a_time IS NULL";
    assert_eq!(
        one(open).await,
        60,
        "nobody's request is closed without a decision"
    );
    let valid = "SELECT count(*) FROM pg_index WHERE indexrelid = 'tasks_one_open_key'::regclass AND indisvalid AND indisunique";
    assert_eq!(one(valid).await, 1);
    // The version before, which runs beside, makes another; and this one holds its own to one.
    let another = "INSERT INTO tasks (id, kind, policy_id, policy_name, title, subject_id, role_id, steps, position, created_at, \
        one_at_a_time) SELECT gen_random_uuid(), kind, policy_id, policy_name, title, subject_id, role_id, steps, 1, created_at, ";
    let by_before = format!("{another} NULL FROM tasks LIMIT 1");
    let by_this = format!("{another} true FROM tasks LIMIT 1");
    for sql in [&by_before, &by_this, &by_before] {
        database.batch(sql).await;
    }
    let refused = database.refuses(&by_this).await;
    assert!(refused.contains("tasks_one_open_key"), "{refused}");
    database.drop_database().await;
}

/// Whether SQL text is one statement that may stand outside a transaction: Postgres takes several as one transaction.
fn is_one_statement(sql: &str) -> bool {
    let code: Vec<_> = sql
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default().trim())
        .filter(|line| !line.is_empty())
        .collect();
    let code = code.join(" ");
    let code = code.trim_end_matches(';');
    !code.is_empty() && !code.contains(';') && code.contains("CONCURRENTLY")
}

#[test]
fn o3_what_runs_outside_a_transaction_is_one_statement() {
    assert!(is_one_statement(
        "-- Why.\nCREATE INDEX CONCURRENTLY a_idx ON a (b);\n"
    ));
    assert!(!is_one_statement(
        "DROP INDEX CONCURRENTLY a_idx; CREATE INDEX CONCURRENTLY a_idx ON a (b);"
    ));
    assert!(!is_one_statement("CREATE INDEX a_idx ON a (b)"));

    let mut seen = 0;
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations")).unwrap() {
        let folder = entry.unwrap().path();
        let Ok(up) = std::fs::read_to_string(folder.join("up.sql")) else {
            continue;
        };
        seen += 1;
        let metadata = std::fs::read_to_string(folder.join("metadata.toml")).unwrap_or_default();
        let outside = metadata.contains("run_in_transaction = false");
        assert_eq!(outside, is_one_statement(&up), "{}", folder.display());
        if outside {
            let down = std::fs::read_to_string(folder.join("down.sql")).unwrap();
            assert!(is_one_statement(&down), "{}", folder.display());
        }
    }
    assert!(seen > 25, "the migrations are there");
}
