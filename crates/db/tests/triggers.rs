//! Triggers that see all rows of a change cost what was changed, and not its square, also where a change of one row came
//! first in the same connection.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

use std::path::Path;

use test_database::TestDatabase;

/// By squares it would be four hundred million comparisons, which take minutes.
const MANY: &str = "20000";

/// Everything on one connection: plans are kept by it.
async fn change_one_then_many(prepare: &str, one: &str, many: &str) {
    let database = TestDatabase::new().await;
    let people = format!(
        "INSERT INTO people (username, display_name, search_text, created_at, updated_at) SELECT 'p' || n, 'P ' || n, 'p' || n, \
         '2027-01-01Z', '2027-01-01Z' FROM generate_series(1, {MANY}) n;"
    );
    database.batch(&format!("{people} {prepare}")).await;
    database
        .batch(&format!("{one}; SET statement_timeout = '20s'; {many}"))
        .await;
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_many_people_keeps_their_activity_in_linear_time() {
    change_one_then_many(
        "",
        "UPDATE people SET display_name = 'One', updated_at = '2027-01-02Z' WHERE username = 'p1'",
        "UPDATE people SET disabled_at = '2027-01-03Z', updated_at = '2027-01-03Z'",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_roles_are_taken_away_in_linear_time() {
    change_one_then_many(
        "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2027-01-01Z' \
           FROM people p, roles r WHERE r.code = 'line_manager';",
        "UPDATE grants SET revoked_at = '2027-01-02Z' WHERE id = (SELECT min(id) FROM grants)",
        "UPDATE grants SET revoked_at = '2027-01-03Z' WHERE revoked_at IS NULL",
    )
    .await;
}

/// All Rust files below a folder, as one text.
fn sources(folder: &Path) -> String {
    let entries = std::fs::read_dir(folder).unwrap();
    let read = entries.map(|entry| {
        let path = entry.unwrap().path();
        match path.extension() {
            None => sources(&path),
            Some(_) => std::fs::read_to_string(&path).unwrap(),
        }
    });
    read.collect()
}

/// Whoever reads the Rust file of a table reads there what the database does by itself when it is written to.
#[tokio::test(flavor = "multi_thread")]
async fn every_trigger_is_named_in_the_file_of_its_table() {
    let database = TestDatabase::new().await;
    let named = database
        .texts("SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal AND tgname NOT LIKE '%\\_append\\_only'")
        .await;
    let sources = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let docs: String = sources.lines().filter(|line| line.starts_with("//!")).collect();
    let missing: Vec<_> = named
        .iter()
        .filter(|name| !docs.contains(&format!("`{name}`")))
        .collect();
    assert!(named.len() > 10 && missing.is_empty(), "{missing:?} of {named:?}");
    database.drop_database().await;
}
