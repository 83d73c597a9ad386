//! What people hold of roles, and by whom (R13, T4).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

use db::grants::holdings_of;
use domain::ids::{PersonId, RoleId};
use test_database::TestDatabase;

/// Three people delegate Line manager to p4, two of them of one name.
const DELEGATED: &str = "INSERT INTO people (username, display_name, search_text, created_at, updated_at) SELECT 'p' || n, \
      CASE WHEN n <= 2 THEN 'Bea Lund' ELSE 'Person ' || n END, 'p' || n, '2027-01-01Z', '2027-01-01Z' FROM generate_series(1, 4) n;
    INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01Z' FROM people p, roles r \
      WHERE p.username IN ('p1', 'p2', 'p3') AND r.code = 'line_manager';
    INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, created_by, created_at, begun_at) \
      SELECT d.id, x.id, r.id, '2028-01-05', d.id, '2028-01-02Z', '2028-01-05Z' FROM people d, people x, roles r \
      WHERE d.username IN ('p1', 'p2', 'p3') AND x.username = 'p4' AND r.code = 'line_manager';";

#[tokio::test(flavor = "multi_thread")]
async fn holdings_t4_delegators_of_one_name_are_told_apart() {
    let database = TestDatabase::new().await;
    database.batch(DELEGATED).await;
    let sql = "SELECT p.id, r.id FROM people p, roles r WHERE p.username = 'p4' AND r.code = 'line_manager'";
    let row = database.connect().await.query_one(sql, &[]).await.unwrap();
    let pair = (PersonId(row.get(0)), RoleId(row.get(1)));
    let mut conn = database.pool.get().await.unwrap();
    let now = "2028-01-10T12:00:00Z".parse().unwrap();
    let held = holdings_of(&mut conn, &[pair], now).await.unwrap();
    assert_eq!(held.len(), 1);
    assert_eq!(held[0].delegators, ["Bea Lund (p1)", "Bea Lund (p2)", "Person 3"]);
    drop(conn);
    database.drop_database().await;
}
