//! The upgrade by which "Include the end date" stands with each delegation (R6), and what the version before writes beside it.

use test_database::TestDatabase;

use super::{UPGRADE, upgraded};

/// The first of four.
const MIGRATION: &str = "2026-11-30-000120_through_end";

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

/// A database as the version before left it, with the Site option that ends delegations at the end of their end dates, or not.
async fn before_the_upgrade(included: bool) -> TestDatabase {
    let option = if included {
        "INSERT INTO profile_values (code, value) VALUES ('DELEGATION_END_DUE', 'END_OF_DAY');"
    } else {
        ""
    };
    let days = if included { "1" } else { "0" };
    upgraded(MIGRATION, &format!("{option}{DELEGATIONS}{}", requests(days))).await
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
        assert_eq!(database.texts(ALL).await, expected, "{is_included}");
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
        assert_eq!(database.texts(ALL).await.pop().unwrap(), inserted);
        let change = "UPDATE role_delegations SET starts_on = '2028-03-02', ends_on = '2028-03-12', not_after = '2028-03-12T15:00Z'
            WHERE starts_on = '2028-03-01'";
        database.batch(change).await;
        assert_eq!(database.texts(ALL).await.pop().unwrap(), changed);
        database.drop_database().await;
    }
}

/// The version before, as it computes instants anew: for a zone, or for its Site option. It skips what is over.
async fn recomputed(database: &TestDatabase, zone: &str, days: &str) {
    let sql = format!(
        "WITH n AS (SELECT d.id, (d.ends_on + 1)::timestamp AT TIME ZONE '{zone}' AS not_after,
             (d.ends_on + {days})::timestamp AT TIME ZONE '{zone}' AS end_due
           FROM role_delegations d WHERE d.ended_at IS NULL AND d.cancelled_at IS NULL AND d.not_after > '{UPGRADE}'),
         moved AS (UPDATE role_delegations d SET not_after = n.not_after FROM n WHERE d.id = n.id
           AND d.not_after IS DISTINCT FROM n.not_after)
         UPDATE role_requests q SET due_at = n.end_due FROM n
         WHERE q.delegation_id = n.id AND q.applied_at IS NULL AND q.state IN ('pending', 'failed') AND q.kind = 'end'"
    );
    database.batch(&sql).await;
}

/// As this version saves a delegation from 1 to 10 March, with the end date or without.
async fn saved(database: &TestDatabase, through_end: bool) {
    let sql = format!(
        "WITH new AS (INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, ends_on, through_end, not_after, created_by, created_at)
           SELECT m.id, p.id, r.id, '2028-03-01', '2028-03-10', {through_end},
             (date '2028-03-10' + {through_end}::integer)::timestamp AT TIME ZONE 'Asia/Tokyo', m.id, '2028-01-11Z'
           FROM people m, people p, roles r WHERE m.username = 'mara' AND p.username = 'ended' AND r.code = 'cashier'
           RETURNING id, not_after, created_at)
         INSERT INTO role_requests (kind, delegation_id, due_at, created_at) SELECT 'end', id, not_after, created_at FROM new"
    );
    database.batch(&sql).await;
}

/// Those that are open, with what they have as their end request.
const WITH_REQUESTS: &str = "SELECT p.username || ' ' || d.through_end || ' ' || coalesce(to_char(d.not_after AT TIME ZONE 'UTC', 'MM-DD HH24:MI'), 'ever')
      || coalesce(', ends ' || to_char(q.due_at AT TIME ZONE 'UTC', 'MM-DD HH24:MI'), '')
    FROM role_delegations d JOIN people p ON p.id = d.proxy_id LEFT JOIN role_requests q ON q.delegation_id = d.id AND q.kind = 'end'
      AND q.state = 'pending' WHERE d.ended_at IS NULL AND d.cancelled_at IS NULL AND d.not_after > '2028-01-11T15:00Z' ORDER BY d.id";

#[tokio::test(flavor = "multi_thread")]
async fn o3_r6_r11_where_the_version_before_moves_ends_they_stay_those_of_the_delegations() {
    let not_included = [
        "scheduled false 02-09 18:30, ends 02-09 18:30",
        "in_force false 01-19 18:30, ends 01-19 18:30",
        "one_day false 02-01 18:30",
        "ended true 03-10 18:30, ends 03-10 18:30",
    ];
    let included = [
        "scheduled true 02-10 18:30, ends 02-10 18:30",
        "in_force true 01-20 18:30, ends 01-20 18:30",
        "one_day true 02-01 18:30",
        "ended false 03-09 18:30, ends 03-09 18:30",
    ];
    for (is_included, expected) in [(false, not_included), (true, included)] {
        let database = before_the_upgrade(is_included).await;
        saved(&database, !is_included).await;
        // The delegator moves.
        let days = |is_included: bool| if is_included { "1" } else { "0" };
        database
            .batch("UPDATE people SET time_zone = 'Asia/Kolkata' WHERE username = 'mara'")
            .await;
        recomputed(&database, "Asia/Kolkata", days(is_included)).await;
        let of_late = |row: &String| !row.starts_with("late");
        let open: Vec<_> = database
            .texts(WITH_REQUESTS)
            .await
            .into_iter()
            .filter(of_late)
            .collect();
        assert_eq!(open, expected, "{is_included}");
        // The Site option changes: what is there stays as people read it.
        database
            .batch(if is_included {
                "DELETE FROM profile_values WHERE code = 'DELEGATION_END_DUE'"
            } else {
                "INSERT INTO profile_values (code, value) VALUES ('DELEGATION_END_DUE', 'END_OF_DAY')"
            })
            .await;
        recomputed(&database, "Asia/Kolkata", days(!is_included)).await;
        let open: Vec<_> = database
            .texts(WITH_REQUESTS)
            .await
            .into_iter()
            .filter(of_late)
            .collect();
        assert_eq!(open, expected, "{is_included}, then not");
        database.drop_database().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn o3_r6_dates_that_the_version_before_changes_keep_their_mark_and_end_with_their_last_day() {
    let database = before_the_upgrade(false).await;
    saved(&database, true).await;
    let last = async || database.texts(WITH_REQUESTS).await.pop().unwrap();
    // (dates, not_after and end request as the version before writes them, what becomes of them)
    for (starts_on, ends_on, not_after, due, expected) in [
        (
            "2028-03-02",
            "2028-03-12",
            "2028-03-12T15:00Z",
            "2028-03-11T15:00Z",
            "ended true 03-12 15:00, ends 03-12 15:00",
        ),
        // A single day: it writes the end when it begins, for at once.
        (
            "2028-03-02",
            "2028-03-02",
            "2028-03-02T15:00Z",
            "2028-03-01T15:02Z",
            "ended true 03-02 15:00, ends 03-02 15:00",
        ),
    ] {
        let change = format!(
            "UPDATE role_delegations SET starts_on = '{starts_on}', ends_on = '{ends_on}', not_after = '{not_after}', version = version + 1,
               begun_at = coalesce(begun_at, NULL), ended_at = NULL, end_reason = NULL, cancelled_at = NULL WHERE starts_on >= '2028-03-01';
             UPDATE role_requests SET state = 'superseded', finished_at = '{UPGRADE}' FROM role_delegations d
               WHERE d.id = delegation_id AND d.starts_on >= '2028-03-01' AND state = 'pending';
             INSERT INTO role_requests (kind, delegation_id, due_at, created_at) SELECT 'end', id, '{due}', '{UPGRADE}'
               FROM role_delegations WHERE starts_on >= '2028-03-01'"
        );
        database.batch(&change).await;
        assert_eq!(last().await, expected);
    }
    // For ever: there is no end date to be included, also not in the next one.
    let change = |ends_on: &str, not_after: &str| {
        format!(
            "UPDATE role_delegations SET starts_on = starts_on, ends_on = {ends_on}, not_after = {not_after} WHERE starts_on >= '2028-03-01'"
        )
    };
    database.batch(&change("NULL", "NULL")).await;
    assert_eq!(database.texts(ALL).await.pop().unwrap(), "ended false ever");
    database
        .batch(&change("'2028-03-12'", "'2028-03-12T15:00Z'"))
        .await;
    assert_eq!(
        database.texts(ALL).await.pop().unwrap(),
        "ended false 03-11 15:00"
    );
    // Saved again with the same dates.
    database
        .batch(&change("'2028-03-12'", "'2028-03-12T15:00Z'"))
        .await;
    assert_eq!(
        database.texts(ALL).await.pop().unwrap(),
        "ended false 03-11 15:00"
    );
    // What ends with the save was in force until then.
    let end = "UPDATE role_delegations SET starts_on = '2028-01-05', ends_on = '2028-01-11', not_after = '2028-01-11T15:00Z',
        ended_at = '2028-01-11T10:00Z', end_reason = 'end_date' WHERE ends_on = '2028-01-20'";
    database.batch(end).await;
    let in_force = database
        .texts(ALL)
        .await
        .into_iter()
        .find(|row| row.starts_with("in_force"));
    assert_eq!(in_force.unwrap(), "in_force false 01-11 10:00");
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o3_r6_where_midnight_comes_twice_the_day_begins_with_the_earlier() {
    let database = before_the_upgrade(false).await;
    let moves = "UPDATE people SET time_zone = 'America/Havana' WHERE username = 'mara'";
    database.batch(moves).await;
    // The clocks go back from 01:00 to 00:00 on 5 November 2028: the day begins at 04:00Z, the next at 05:00Z.
    for (ends_on, not_after, expected) in [
        ("2028-11-04", "2028-11-05T04:00Z", "ended false 11-04 04:00"),
        ("2028-11-05", "2028-11-06T05:00Z", "ended false 11-05 04:00"),
    ] {
        let insert = format!(
            "INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, ends_on, not_after, created_by, created_at)
             SELECT m.id, p.id, r.id, '2028-11-01', '{ends_on}', '{not_after}', m.id, '2028-01-11Z' FROM people m, people p, roles r
             WHERE m.username = 'mara' AND p.username = 'ended' AND r.code = 'cashier'"
        );
        database.batch(&insert).await;
        assert_eq!(database.texts(ALL).await.pop().unwrap(), expected);
        let again =
            format!("UPDATE role_delegations SET not_after = '{not_after}' WHERE starts_on = '2028-11-01'");
        database.batch(&again).await;
        assert_eq!(database.texts(ALL).await.pop().unwrap(), expected);
        database
            .batch("DELETE FROM role_delegations WHERE starts_on = '2028-11-01'")
            .await;
    }
    database.drop_database().await;
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
