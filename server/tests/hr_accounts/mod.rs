//! Manage User Account through the real router (R16): whom one finds, what one does on their behalf, and what not.

mod account;
mod delegated;
mod limits;
mod list;

use crate::support::World;

const ACCOUNTS: &str = "/hr/accounts";

fn account(username: &str) -> String {
    format!("{ACCOUNTS}/{username}")
}

fn new_for(username: &str) -> String {
    format!("{ACCOUNTS}/{username}/delegations/new")
}

fn edit_for(username: &str, id: i64) -> String {
    format!("{ACCOUNTS}/{username}/delegations/{id}/edit")
}

/// The newest delegation.
async fn newest(world: &World) -> i64 {
    world.count("SELECT max(id) FROM role_delegations").await
}

/// Grants somebody the right to act on behalf of the people in a scope, by a role of the organisation's own.
async fn specialist(world: &World, username: &str, scope: &str) {
    let batch = format!(
        "INSERT INTO roles (code, name, data_scope, delegation_allowed) VALUES ('hr_{scope}', 'HR {scope}', '{scope}', true) \
           ON CONFLICT DO NOTHING; \
         INSERT INTO role_privileges (role_id, privilege) SELECT id, 'manage_user_accounts' FROM roles WHERE code = 'hr_{scope}' \
           ON CONFLICT DO NOTHING; \
         INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2027-01-01T00:00:00Z' \
           FROM people p, roles r WHERE p.username = '{username}' AND r.code = 'hr_{scope}'"
    );
    world.database.batch(&batch).await;
}
