//! The upgrade by which "Include the end date" stands with each delegation (R6), and what the version before writes beside it.

use db::migrations;
use test_database::TestDatabase;

const MIGRATIONS: [&str; 3] = [
    "2026-11-30-000120_through_end",
    "2026-11-30-000121_last_days",
    "2026-11-30-000122_covered_days",
];

/// When the upgrade is made.
const UPGRADE: &str = "2028-01-11T09:00:00Z";

/// Delegations of `mara`, in Tokyo, to people of these names; not_after and the end request as the version before has them.
/// (proxy, starts_on, ends_on, begun, ended, end request due)
const DELEGATIONS: &str = "
INSERT INTO people (username, display_name, search_text, time_zone, created_at, updated_at)
  SELECT n, n, n, 'Asia/Tokyo', '2027-01-01Z', '2027-01-01Z'
  FROM unnest(ARRAY['mara', 'scheduled', 'in_force', 'late', 'one_day', 'for_ever', 'ended']) AS n;
INSERT INTO roles (code, name, data_scope, delegation_allowed) VALUES ('cashier', 'Cashier', 'own', true);
INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, ends_on, not_after, created_by, created_at, begun_at, ended_at, end_reason)
  SELECT m.id, p.id, r.id, n.starts_on, n.ends_on, (n.ends_on + 1)::timestamp AT TIME ZONE 'Asia/Tokyo', m.id, '2028-01-01Z',
    n.begun_at, n.ended_at, CASE WHEN n.ended_at IS NOT NULL THEN 'end_date' END
  FROM (VALUES ('scheduled', '2028-02-01'::date, '2028-02-10'::date, NULL::timestamptz, NULL::timestamptz),
    ('in_force', '2028-01-05', '2028-01-20', '2028-01-05Z', NULL), ('late', '2028-01-05', '2028-01-11', '2028-01-05Z', NULL),
    ('one_day', '2028-02-01', '2028-02-01', NULL, NULL), ('for_ever', '2028-01-05', NULL, '2028-01-05Z', NULL),
    ('ended', '2028-01-02', '2028-01-08', '2028-01-02Z', '2028-01-08T15:00Z')) AS n (proxy, starts_on, ends_on, begun_at, ended_at)
  JOIN people p ON p.username = n.proxy JOIN people m ON m.username = 'mara' CROSS JOIN (SELECT id FROM roles WHERE code = 'cashier') r;";

/// The end requests of the version before: at the start of the end date, or at its end.
fn requests(days: &str) -> String {
    format!(
        "INSERT INTO role_requests (kind, delegation_id, due_at, created_at, applied_at, next_at, state)
         SELECT 'end', d.id, (d.ends_on + {days})::timestamp AT TIME ZONE 'Asia/Tokyo', '2028-01-01Z', d.ended_at, d.ended_at,
           CASE WHEN d.ended_at IS NULL THEN 'pending' ELSE 'complete' END
         FROM role_delegations d WHERE d.ends_on > d.starts_on;"
    )
}

const ALL: &str = "SELECT p.username || ' ' || d.through_end || ' ' || coalesce(to_char(d.not_after AT TIME ZONE 'UTC', 'MM-DD HH24:MI'), 'ever')
    FROM role_delegations d JOIN people p ON p.id = d.proxy_id ORDER BY d.id";

async fn rows(client: &tokio_postgres::Client, sql: &str) -> Vec<String> {
    client
        .query(sql, &[])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// A database as the version before left it, with the Site option that ends delegations at the end of their end dates, or not.
async fn before_the_upgrade(included: bool) -> TestDatabase {
    let database = TestDatabase::new().await;
    assert!(database.revert_from(MIGRATIONS[0]).await >= MIGRATIONS.len());
    let option = match included {
        true => "INSERT INTO profile_values (code, value) VALUES ('DELEGATION_END_DUE', 'END_OF_DAY');",
        false => "",
    };
    let days = if included { "1" } else { "0" };
    database
        .batch(&format!("{option}{DELEGATIONS}{}", requests(days)))
        .await;
    let now = UPGRADE.parse().unwrap();
    assert!(migrations::run(&database.owner_pool(), now).await.unwrap() >= MIGRATIONS.len());
    database
}

#[tokio::test(flavor = "multi_thread")]
async fn r6_r11_what_is_there_keeps_its_end_and_never_lasts_beyond_it() {
    let not_included = [
        "scheduled false 02-09 15:00",
        "in_force false 01-19 15:00",
        // Its end was due before, but no job had run: it was in force until the upgrade.
        "late false 01-11 09:00",
        "one_day false 02-01 15:00",
        "for_ever false ever",
        "ended false 01-08 15:00",
    ];
    let included = [
        "scheduled true 02-10 15:00",
        "in_force true 01-20 15:00",
        "late true 01-11 15:00",
        "one_day true 02-01 15:00",
        "for_ever false ever",
        "ended true 01-08 15:00",
    ];
    for (is_included, expected) in [(false, not_included), (true, included)] {
        let database = before_the_upgrade(is_included).await;
        let client = database.connect().await;
        assert_eq!(rows(&client, ALL).await, expected, "{is_included}");
        drop(client);
        database.drop_database().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn o3_what_the_version_before_writes_is_completed() {
    for (is_included, inserted, changed) in [
        (false, "late false 03-09 15:00", "late false 03-11 15:00"),
        (true, "late true 03-10 15:00", "late true 03-12 15:00"),
    ] {
        let database = before_the_upgrade(is_included).await;
        // It lasts to the end of its end date, whatever the option says.
        let insert = "INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, ends_on, not_after, created_by, created_at)
            SELECT m.id, p.id, r.id, '2028-03-01', '2028-03-10', '2028-03-10T15:00Z', m.id, '2028-01-11Z' FROM people m, people p, roles r
            WHERE m.username = 'mara' AND p.username = 'late' AND r.code = 'cashier'";
        database.batch(insert).await;
        let client = database.connect().await;
        assert_eq!(rows(&client, ALL).await.pop().unwrap(), inserted);
        let change = "UPDATE role_delegations SET starts_on = '2028-03-02', ends_on = '2028-03-12', not_after = '2028-03-12T15:00Z'
            WHERE starts_on = '2028-03-01'";
        database.batch(change).await;
        assert_eq!(rows(&client, ALL).await.pop().unwrap(), changed);
        drop(client);
        database.drop_database().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r5_the_database_lets_periods_follow_each_other_and_refuses_a_covered_day_twice() {
    let database = before_the_upgrade(false).await;
    let insert = |from: &str, to: &str, through_end: bool| {
        format!(
            "INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, ends_on, through_end, not_after, created_by, created_at)
             SELECT m.id, p.id, r.id, '{from}', '{to}', {through_end}, '2028-06-01Z', m.id, '2028-01-11Z' FROM people m, people p, roles r
             WHERE m.username = 'mara' AND p.username = 'ended' AND r.code = 'cashier'"
        )
    };
    // From the end date on, which is not included; then from the day after one that is.
    for (from, to, through_end) in [
        ("2028-03-01", "2028-03-10", false),
        ("2028-03-10", "2028-03-20", true),
        ("2028-03-21", "2028-03-21", false),
    ] {
        database.batch(&insert(from, to, through_end)).await;
    }
    for (from, to, through_end) in [
        ("2028-03-20", "2028-03-21", false),
        ("2028-03-21", "2028-03-25", false),
        ("2028-02-20", "2028-03-01", true),
        ("2028-03-09", "2028-03-10", false),
    ] {
        let words = database.refuses(&insert(from, to, through_end)).await;
        assert!(words.contains("role_delegations_no_overlap"), "{words}");
    }
    database.batch(&insert("2028-02-20", "2028-03-01", false)).await;
    database.drop_database().await;
}
