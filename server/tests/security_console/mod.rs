//! The Security Console through the real router: roles (R3), what people hold, accounts (S, R12).

mod account;
mod assignable;
mod people;
mod person;
mod questions;
mod roles;
mod stale;

use crate::support::{Page, World};

const USERS: &str = "/security-console/users";
const ROLES: &str = "/security-console/roles";

/// A role that is not administrative, over everyone.
const CLERK: &str = "INSERT INTO roles (code, name, data_scope) VALUES ('clerk', 'Absence clerk', 'everyone');
    INSERT INTO role_privileges (role_id, privilege) SELECT id, 'manage_absences' FROM roles WHERE code = 'clerk';";

/// A role that may be lent, which `mara` holds by hand; she has lent it to `ben` (in force) and `bea` (to come).
const LENT: &str = "
INSERT INTO roles (code, name, data_scope, delegation_allowed) VALUES ('viewer', 'Payroll viewer', 'own', true);
INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01T00:00Z' FROM people p, roles r
  WHERE p.username = 'mara' AND r.code = 'viewer';
INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, ends_on, not_after, created_by, created_at, begun_at)
  SELECT d.id, p.id, r.id, x.starts_on::date, '2028-03-31', '2028-04-01T00:00Z', d.id, '2028-01-02T00:00Z', x.begun_at::timestamptz
  FROM people d, roles r, (VALUES ('ben', '2028-01-05', '2028-01-05T00:00Z'), ('bea', '2028-02-01', NULL)) AS x (username, starts_on, begun_at)
  JOIN people p USING (username) WHERE d.username = 'mara' AND r.code = 'viewer';
";

/// Codes of the roles marked Assignable for a person.
async fn assignable(world: &World, username: &str) -> Vec<String> {
    let sql = "SELECT r.code FROM assignable_roles a JOIN roles r ON r.id = a.role_id JOIN people p ON p.id = a.person_id \
               WHERE p.username = $1 ORDER BY 1";
    world.texts(sql, &[&username]).await
}

/// Whether there is a tick box `assignable` for the role, and whether it is ticked.
fn tick(page: &Page, role: &str) -> Option<bool> {
    let boxes = page.all(&format!("input[type=checkbox][name=assignable][value='{role}']"));
    Some(boxes.first()?.is_checked())
}
