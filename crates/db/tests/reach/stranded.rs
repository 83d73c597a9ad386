//! Which open tasks a change of a person can take from whoever is asked (T7, T12, R22): what the statements of all tasks find, where
//! the person has part in it, and no other.

use std::collections::BTreeSet;

use db::rights::waiting_for_the_unable;
use db::tasks::assignments::{stranded, stranded_pools};
use db::tasks::stranded::{Reach, within};
use domain::ids::{PersonId, TaskId};
use test_database::TestDatabase;

use super::now;

/// p1 to p6. `pool` is held by p1, who has delegated it to p2; `other` by p3. p1 and p4 hold `admin`, and are asked as second persons
/// about it. p6 is disabled, and 5,100 tasks wait for them.
const TASKS: &str = "INSERT INTO people (username, display_name, search_text, created_at, updated_at) SELECT 'p' || n, 'P ' || n, \
      'p' || n, '2027-01-01Z', '2027-01-01Z' FROM generate_series(1, 6) n;
    UPDATE people SET disabled_at = '2028-01-02Z' WHERE username = 'p6';
    INSERT INTO roles (code, name, data_scope) VALUES ('pool', 'Pool', 'own'), ('other', 'Other', 'own'), ('admin', 'Admin', 'everyone');
    INSERT INTO role_privileges (role_id, privilege) SELECT id, 'manage_security' FROM roles WHERE code = 'admin';
    INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01Z' FROM people p, roles r
      WHERE (p.username, r.code) IN (('p1', 'pool'), ('p3', 'other'), ('p1', 'admin'), ('p4', 'admin'));
    INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, created_by, created_at, begun_at)
      SELECT d.id, x.id, r.id, '2028-01-05', d.id, '2028-01-02Z', '2028-01-05Z' FROM people d, people x, roles r
      WHERE d.username = 'p1' AND x.username = 'p2' AND r.code = 'pool';
    WITH made AS (INSERT INTO tasks (id, kind, policy_id, policy_name, title, subject_id, steps, position, created_at)
        SELECT gen_random_uuid(), 'request', o.id, o.name, CASE WHEN n > 10 THEN 'p6' ELSE (ARRAY['p1', 'p1', 'p2', 'p4', 'pool', 'pool', \
          'pool', 'other', 'other', 'p4'])[n] END, s.id, '[{\"approver\": \"manager\"}]', 1, '2028-01-03Z'
        FROM generate_series(1, 5110) n, people s, (SELECT id, name FROM policies WHERE kind = 'request' LIMIT 1) o WHERE s.username = 'p5' \
        RETURNING id, title)
      INSERT INTO task_assignments (task_id, position, person_id, original_id, path, pool_role_id, assigned_at)
        SELECT m.id, 1, p.id, p.id, CASE WHEN p.id IS NULL THEN '{}' ELSE ARRAY[p.id] END, r.id, '2028-01-03Z' FROM made m \
        LEFT JOIN people p ON p.username = m.title LEFT JOIN roles r ON r.code = m.title;
    WITH made AS (INSERT INTO tasks (id, kind, policy_id, policy_name, title, subject_id, role_id, steps, position, created_at)
        SELECT gen_random_uuid(), 'request', o.id, o.name, 'Second', s.id, r.id, '[{\"approver\": \"administrators\"}]', 1, '2028-01-03Z'
        FROM people s, roles r, (SELECT id, name FROM policies WHERE kind = 'request' LIMIT 1) o WHERE s.username = 'p5' AND r.code = 'admin' \
        RETURNING id)
      INSERT INTO task_assignments (task_id, position, person_id, original_id, path, assigned_at)
        SELECT m.id, 1, p.id, p.id, ARRAY[p.id], '2028-01-03Z' FROM made m, people p WHERE p.username IN ('p1', 'p4');";

/// All that wait on nobody who may decide.
async fn all(conn: &mut db::Connection) -> BTreeSet<TaskId> {
    let mut tasks = stranded(conn, now(), 100_000).await.unwrap();
    tasks.extend(stranded_pools(conn, now(), 100_000).await.unwrap());
    tasks.extend(waiting_for_the_unable(conn, now(), 100_000).await.unwrap());
    tasks.into_iter().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn stranded_t7_what_a_change_adds_is_exact_beside_thousands_of_others() {
    // What is done, to whom, and how many tasks it takes from whoever is asked.
    let table = [
        ("nothing", "p1", "SELECT", 0),
        (
            "p1 is disabled",
            "p1",
            "UPDATE people SET disabled_at = '2028-01-10Z' WHERE username = 'p1'",
            6,
        ),
        (
            "p1 loses their roles",
            "p1",
            "UPDATE grants SET revoked_at = '2028-01-10Z' WHERE person_id = (SELECT id FROM people WHERE username = 'p1')",
            4,
        ),
        (
            "p2 is disabled",
            "p2",
            "UPDATE people SET disabled_at = '2028-01-10Z' WHERE username = 'p2'",
            1,
        ),
        (
            "p3 is disabled",
            "p3",
            "UPDATE people SET disabled_at = '2028-01-10Z' WHERE username = 'p3'",
            2,
        ),
        (
            "p4 is disabled",
            "p4",
            "UPDATE people SET disabled_at = '2028-01-10Z' WHERE username = 'p4'",
            3,
        ),
    ];
    for (name, who, change, expected) in table {
        let database = TestDatabase::new().await;
        database.batch(TASKS).await;
        let sql = format!("SELECT id FROM people WHERE username = '{who}'");
        let id: i64 = database
            .connect()
            .await
            .query_one(&sql, &[])
            .await
            .unwrap()
            .get(0);
        let mut conn = database.pool.get().await.unwrap();
        let before = all(&mut conn).await;
        assert_eq!(before.len(), 5_100, "{name}");
        let reach = Reach::of(&mut conn, &[PersonId(id)]).await.unwrap();
        let own = within(&mut conn, &reach, now(), 5_000).await.unwrap();
        assert!(own.is_empty(), "{name}: nobody else's are read");
        database.batch(change).await;
        let added: BTreeSet<TaskId> = all(&mut conn).await.difference(&before).copied().collect();
        let found = within(&mut conn, &reach, now(), 5_000).await.unwrap();
        assert!(found.is_sorted(), "{name}");
        assert_eq!(found.iter().copied().collect::<BTreeSet<_>>(), added, "{name}");
        assert_eq!(found.len(), expected, "{name}");
        drop(conn);
        database.drop_database().await;
    }
}
