//! Access reviews and revocations through the real router (T13, T15, R12).

mod bulk_denial;
mod large;
mod operation;
mod progress;
mod revoke;
mod start;

use crate::support::{Browser, Page, World};

/// `viewer` and `editor` are ben's by hand, `viewer` bea's by request and milo's by a rule.
const ROLES: &str = "
INSERT INTO roles (code, name, data_scope, delegation_allowed) VALUES ('viewer', 'Payroll viewer', 'own', true),
  ('editor', 'Ledger editor', 'own', true);
INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, g.source, '2027-05-01Z'
  FROM (VALUES ('ben', 'viewer', 'by_hand'), ('ben', 'editor', 'by_hand'), ('bea', 'viewer', 'request'),
    ('milo', 'viewer', 'autoprovisioned')) AS g (person, role, source)
  JOIN people p ON p.username = g.person JOIN roles r ON r.code = g.role;
";

async fn world() -> World {
    let world = World::new().await;
    world.database.batch(ROLES).await;
    world
}

async fn decide(browser: &mut Browser, task: &str, action: &str) -> Page {
    browser
        .post(task, &[("action", action), ("reason", "Reviewed")])
        .await
}

/// Usernames of those who hold a role by any grant.
async fn holders(world: &World, role: &str) -> Vec<String> {
    let sql = "SELECT DISTINCT p.username FROM grants g JOIN people p ON p.id = g.person_id JOIN roles r ON r.id = g.role_id \
               WHERE r.code = $1 AND g.revoked_at IS NULL ORDER BY 1";
    world.texts(sql, &[&role]).await
}

/// Checks that both of two clicks were answered with the way to the same page, and returns its path.
fn same_answer<'a>(one: &'a Page, two: &Page) -> &'a str {
    assert_eq!(
        [one.status, two.status],
        [303, 303],
        "{} / {}",
        one.text(),
        two.text()
    );
    assert_eq!(one.location(), two.location());
    one.location().unwrap()
}

/// Starts a review and returns the path of its page.
async fn review(browser: &mut Browser, fields: &[(&str, &str)]) -> String {
    let page = browser.post("/admin/access-reviews/new", fields).await;
    assert_eq!(page.status, 303, "{}", page.text());
    page.location().unwrap().to_owned()
}

/// Paths of a review's tasks by title, and usernames of who is asked.
async fn tasks(world: &World) -> Vec<(String, String, String)> {
    let sql = "SELECT '/tasks/' || t.id, t.title, coalesce(p.username, r.code) FROM tasks t JOIN task_assignments a \
               ON a.task_id = t.id AND a.released_at IS NULL LEFT JOIN people p ON p.id = a.person_id \
               LEFT JOIN roles r ON r.id = a.pool_role_id WHERE t.access_review_id IS NOT NULL ORDER BY t.title";
    let rows = world.rows(sql, &[]).await;
    rows.iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect()
}
