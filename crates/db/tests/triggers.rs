//! Triggers that see all rows of a change cost what was changed, and not its square, also where a change of one row came
//! first in the same connection.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

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
