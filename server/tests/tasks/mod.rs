//! Requests and tasks through the real router (T5, T7, T11–T13, T17).

mod bulk;
mod bulk_outcomes;
mod bulk_questions;
mod close;
mod comment;
mod list;
mod no_approver;
mod one_open;
mod operation_kill;
mod operation_lists;
mod operation_retries;
mod operations;
mod overseen;
mod pool_sight;
mod pools;
mod questions;
pub(crate) mod reassign;
mod requests;
mod resolution;
mod sweeping;
mod visibility;

pub(crate) use bulk::many;
pub(crate) use operations::{actor, finish as finish_operations};

use crate::support::{Browser, Page, World};

/// *Your decision* on a task's page.
pub(crate) const DECISION: &str = "#decision";
/// *Let somebody else decide*.
const REASSIGNMENT: &str = "#reassignment";
/// Where a comment is written.
const COMMENT: &str = "textarea[name=comment]";

/// What ticks a task on *My tasks*: there for whoever may decide it.
fn ticks(task: &str) -> String {
    format!("[name=task][value='{}']", task.rsplit('/').next().unwrap())
}

/// Roles that every employee may ask for: `viewer` (manager decides), `editor` (the same, delegation blocked), `approver`
/// (manager, then a holder of `it_security_manager`; distinct approvers).
const ROLES: &str = "
INSERT INTO roles (code, name, data_scope, delegation_allowed) VALUES ('viewer', 'Payroll viewer', 'own', true),
  ('editor', 'Ledger editor', 'own', true), ('approver', 'AP approver', 'own', true);
INSERT INTO policies (kind, name) VALUES ('request', 'Blocked'), ('request', 'Two steps');
INSERT INTO policy_steps (policy_id, position, approver, allow_delegation) SELECT id, 1, 'manager', false FROM policies WHERE name = 'Blocked';
INSERT INTO policy_steps (policy_id, position, approver) SELECT id, 1, 'manager' FROM policies WHERE name = 'Two steps';
INSERT INTO policy_steps (policy_id, position, approver, approver_role_id, distinct_approvers)
  SELECT p.id, 2, 'role', r.id, true FROM policies p, roles r WHERE p.name = 'Two steps' AND r.code = 'it_security_manager';
INSERT INTO role_policies (role_id, kind, policy_id) SELECT r.id, 'request', p.id FROM roles r, policies p
  WHERE (r.code, p.name) IN (('editor', 'Blocked'), ('approver', 'Two steps'));
";

pub(crate) async fn world() -> World {
    with_roles(World::new().await).await
}

/// The same world with [`ROLES`].
pub(crate) async fn with_roles(world: World) -> World {
    world.database.batch(ROLES).await;
    world.make_requestable(&["viewer", "editor", "approver"]).await;
    world
}

/// Asks for a role and returns the path of the task's page.
pub(crate) async fn request(world: &World, who: &str, subject: &str, role: &str) -> String {
    let mut browser = world.sign_in(who).await;
    let page = browser
        .post(
            "/requests/new",
            &[("subject", subject), ("role", role), ("reason", "Quarter end")],
        )
        .await;
    assert_eq!(page.status, 303, "{}", page.text());
    page.location().unwrap().to_owned()
}

/// How many tasks are open.
pub(crate) async fn open(world: &World) -> i64 {
    world
        .count("SELECT count(*) FROM tasks WHERE state = 'open'")
        .await
}

/// Gives all tasks of a person to another from now on, with a copy for the owner.
pub(crate) async fn delegate(world: &World, owner: &str, delegate: &str) {
    let mut browser = world.sign_in(owner).await;
    let fields = [
        ("kind", "permanent"),
        ("delegate", delegate),
        ("keep_copy", "true"),
    ];
    let page = browser.send_form("/profile/delegate", &fields).await;
    assert_eq!(page.status, 303, "{}", page.text());
}

pub(crate) async fn decide(browser: &mut Browser, task: &str, action: &str, reason: &str) -> Page {
    browser
        .post(task, &[("action", action), ("reason", reason)])
        .await
}

/// Usernames of the people who are asked now.
pub(crate) async fn asked(world: &World, task: &str) -> Vec<String> {
    let id = task.rsplit('/').next().unwrap();
    let sql = "SELECT coalesce(p.username, r.code) FROM task_assignments a LEFT JOIN people p ON p.id = a.person_id \
               LEFT JOIN roles r ON r.id = a.pool_role_id WHERE a.task_id::text = $1 AND a.released_at IS NULL ORDER BY 1";
    world.texts(sql, &[&id]).await
}
