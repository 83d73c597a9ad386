//! A review over ten thousand grants: what it costs does not grow with each task, and nothing is lost between batches.

use super::review;
use crate::support::World;
use crate::tasks::finish_operations;

/// Ten thousand clerks with the same role, in turn under one of the managers; each manager has a delegate.
const CLERKS: &str = "
INSERT INTO people (username, display_name, department, manager_id, search_text, created_at, updated_at)
  SELECT 'clerk' || n, 'Clerk ' || n, 'Clerks', m.id, 'clerk' || n, '2027-01-01Z', '2027-01-01Z'
  FROM generate_series(1, 10000) n JOIN people m ON m.username = (ARRAY['mara', 'milo', 'mina'])[n % 3 + 1];
INSERT INTO roles (code, name, data_scope) VALUES ('clerk', 'Clerk', 'own');
INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2027-05-01Z'
  FROM people p, roles r WHERE p.department = 'Clerks' AND r.code = 'clerk';
INSERT INTO delegation_rules (owner_id, delegate_id, kind, starts_at, saved_by, saved_at) SELECT o.id, d.id, 'permanent', '2028-01-01Z', o.id, '2028-01-01Z'
  FROM people o, people d WHERE (o.username, d.username) IN (('mara', 'hugo'), ('milo', 'hugo'), ('mina', 'mara'));
ANALYZE people; ANALYZE grants;
";

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_grants_are_reviewed_by_whom_it_concerns() {
    let (world, door) = World::counted().await;
    world.database.batch(CLERKS).await;
    let mut ada = world.sign_in("ada").await;
    door.queries();
    let path = review(&mut ada, &[("role", "clerk"), ("due_on", "2028-01-31")]).await;
    finish_operations(&world).await;
    let asked = door.queries();
    assert!(
        asked <= 260,
        "{asked} statements for 10,000 grants in batches of a thousand"
    );
    let page = ada.get(&path).await;
    // mina's delegate is mara, whose delegate is hugo.
    assert!(
        page.has_progress("0 of 10000 decided") && page.has_row("Hugo Lind 10000") && page.says("All 10000"),
        "{}",
        page.text()
    );
    assert_eq!(
        world.count("SELECT count(DISTINCT subject_id) FROM tasks").await,
        10_000
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM task_assignments WHERE cardinality(path) = 3")
            .await,
        3_333
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM audit_log WHERE action = 'task.review_started'")
            .await,
        10_000
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM outbox WHERE event ->> 'what' = 'task_assigned'")
            .await,
        10_000
    );
    let csv = ada.get(&format!("{path}/result.csv")).await;
    assert_eq!(csv.body.lines().count(), 10_001);
    world.end().await;
}
