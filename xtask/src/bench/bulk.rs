//! A bulk decision: 500 tasks of one person's, approved by one form.

use std::time::Instant;

use anyhow::Context;
use private_postgres::DATABASE;

use crate::bench::client;
use crate::bench::figure::Figure;
use crate::bench::organisation::PASSWORD;
use crate::bench::pages::median;
use crate::bench::server::Server;
use crate::bench::sql::query;
use crate::bench::{Measurement, Stand};

const TASKS: usize = 500;

/// The first one warms up: connections are opened, statements prepared.
const ROUNDS: usize = 4;

/// A manager, always the same, and one of their reports.
const MANAGER: &str = "SELECT m.username FROM people m JOIN people s ON s.manager_id = m.id WHERE m.active_until IS NULL \
    AND m.disabled_at IS NULL AND s.active_until IS NULL GROUP BY m.id, m.username ORDER BY md5(m.username) LIMIT 1";

/// As many roles as there are tasks: each approval grants one.
const ROLES: &str = "INSERT INTO roles (code, name, data_scope) SELECT 'measured_' || n, 'Measured ' || n, 'own' \
    FROM generate_series(1, 500) n ON CONFLICT (code) DO NOTHING";

/// What the round before granted.
const UNGRANT: &str = "UPDATE grants SET revoked_at = greatest(granted_at, clock_timestamp()) WHERE revoked_at IS NULL \
    AND role_id IN (SELECT id FROM roles WHERE code LIKE 'measured\\_%')";

fn make(manager: &str) -> String {
    format!(
        "WITH made AS (INSERT INTO tasks (id, kind, policy_id, policy_name, title, subject_id, requester_id, role_id, steps, position, \
           created_at) SELECT gen_random_uuid(), 'request', p.id, p.name, 'Grant ' || r.name, s.id, s.id, r.id, \
           '[{{\"approver\": \"manager\", \"allow_delegation\": true, \"allow_self_approval\": false, \"distinct_approvers\": false, \
              \"allow_reassignment\": true, \"reason_to_approve\": false, \"reason_to_deny\": false, \"fallback\": null}}]', \
           1, clock_timestamp() FROM policies p, roles r, (SELECT s.id FROM people s JOIN people m ON m.id = s.manager_id \
             WHERE m.username = '{manager}' AND s.active_until IS NULL ORDER BY s.id LIMIT 1) s \
           WHERE p.kind = 'request' AND p.is_default AND r.code LIKE 'measured\\_%' RETURNING id) \
         INSERT INTO task_assignments (task_id, position, person_id, original_id, path, assigned_at) \
           SELECT made.id, 1, m.id, m.id, ARRAY[m.id], clock_timestamp() FROM made, people m WHERE m.username = '{manager}' \
           RETURNING task_id"
    )
}

/// The time that the form takes.
pub(crate) struct Bulk;

impl Measurement for Bulk {
    fn name(&self) -> &'static str {
        "a bulk decision"
    }

    fn measure(&self, stand: &Stand<'_>) -> anyhow::Result<Vec<Figure>> {
        let manager = query(&stand.cluster, DATABASE, &[ROLES, MANAGER])?;
        let manager = manager.first().context("nobody manages anybody")?;
        let server = Server::start(stand, "")?;
        let cookie = client::sign_in(&server.address, manager, PASSWORD)?;
        let mut took = Vec::new();
        for round in 0..ROUNDS {
            let tasks = query(&stand.cluster, DATABASE, &[UNGRANT, &make(manager)])?;
            anyhow::ensure!(tasks.len() == TASKS, "{} tasks were made", tasks.len());
            let ticked: Vec<String> = tasks.iter().map(|task| format!("task={task}")).collect();
            let form = format!("{}&action=approve&reason=Measured", ticked.join("&"));
            let begun = Instant::now();
            let answer = client::post_as(&server.address, "/", &cookie, &form)?;
            if round > 0 {
                took.push(begun.elapsed().as_secs_f64());
            }
            anyhow::ensure!(answer.status == 303, "the decision answered {}", answer.status);
        }
        query(&stand.cluster, DATABASE, &[UNGRANT])?;
        let name = format!("bulk decision of {TASKS} tasks");
        Ok(vec![Figure::new(name, median(took), "s")])
    }
}
