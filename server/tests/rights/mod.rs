//! No privilege escalation (R22): each way in which somebody could give themselves or others a right that nobody with that
//! right gave, tried through the real router and refused.

mod attacks;
mod definitions;
mod last_administrator;
mod model;
mod rules;
mod second_person;
mod tokens;

use crate::support::{Browser, Page, World};

/// Adds a role to a person in the Security Console.
async fn add(browser: &mut Browser, username: &str, role: &str) -> Page {
    let path = format!("/security-console/users/{username}");
    browser
        .send_form(&path, &[("role", role), ("action", "add")])
        .await
}

/// Codes of the roles that a person holds by grant, apart from `employee`.
async fn held(world: &World, username: &str) -> Vec<String> {
    let mut roles = world.roles_of(username).await;
    roles.retain(|role| role != "employee");
    roles
}

/// Usernames of those whom the newest open request for an administrative role asks.
async fn asked(world: &World) -> Vec<String> {
    let sql = "SELECT p.username FROM task_assignments a JOIN people p ON p.id = a.person_id WHERE a.released_at IS NULL \
               AND a.task_id = (SELECT id FROM tasks WHERE state = 'open' ORDER BY created_at DESC, id DESC LIMIT 1) ORDER BY 1";
    world.texts(sql, &[]).await
}

/// The path of the newest task's page.
async fn newest_task(world: &World) -> String {
    let sql = "SELECT id::text FROM tasks ORDER BY created_at DESC, id DESC LIMIT 1";
    format!("/tasks/{}", world.rows(sql, &[]).await[0].get::<_, &str>(0))
}

/// Approves the task at this path.
async fn approve(browser: &mut Browser, task: &str) -> Page {
    browser
        .post(task, &[("action", "approve"), ("reason", "Agreed")])
        .await
}

/// A department's security manager: `noor` in Finance.
async fn with_department_manager(world: &World) {
    let sql = "INSERT INTO roles (code, name, data_scope) VALUES ('dept_sec', 'Department security', 'department');
        INSERT INTO role_privileges (role_id, privilege) SELECT id, 'manage_security' FROM roles WHERE code = 'dept_sec';";
    world.database.batch(sql).await;
    world
        .import("noor,Noor Adib,,ada,Finance,Security,London,2019-01-01,,Europe/London,employee dept_sec")
        .await;
}
