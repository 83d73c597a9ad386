//! Starting an access review over ten thousand grants, and what the server needs for it.

use std::time::Instant;

use private_postgres::DATABASE;

use crate::bench::client;
use crate::bench::figure::{Figure, Target};
use crate::bench::organisation::PASSWORD;
use crate::bench::server::Server;
use crate::bench::sql::query;
use crate::bench::{Measurement, Stand};

/// A super administrator of the generated organisation.
const ADMINISTRATOR: &str = "ada";

/// A role that ten thousand people hold by hand.
const ROLE: [&str; 2] = [
    "INSERT INTO roles (code, name, data_scope) VALUES ('reviewed', 'Reviewed', 'own') ON CONFLICT (code) DO NOTHING",
    "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', clock_timestamp() FROM roles r, \
     (SELECT id FROM people WHERE active_until IS NULL AND manager_id IS NOT NULL ORDER BY id LIMIT 10000) p \
     WHERE r.code = 'reviewed' ON CONFLICT DO NOTHING",
];

/// Its tasks wait for nobody afterwards, and nobody holds the role.
const CLOSE: [&str; 3] = [
    "UPDATE task_assignments a SET released_at = greatest(a.assigned_at, clock_timestamp()) FROM tasks t WHERE t.id = a.task_id \
     AND t.access_review_id IS NOT NULL AND a.released_at IS NULL",
    "UPDATE tasks SET state = 'cancelled', closed_at = clock_timestamp(), policy_id = NULL WHERE access_review_id IS NOT NULL \
     AND state = 'open'",
    "UPDATE grants SET revoked_at = greatest(granted_at, clock_timestamp()) WHERE revoked_at IS NULL \
     AND role_id = (SELECT id FROM roles WHERE code = 'reviewed')",
];

/// The review's time and memory.
pub(crate) struct Review;

impl Measurement for Review {
    fn name(&self) -> &'static str {
        "an access review"
    }

    fn measure(&self, stand: &Stand<'_>) -> anyhow::Result<Vec<Figure>> {
        query(&stand.cluster, DATABASE, &ROLE)?;
        query(&stand.cluster, DATABASE, &["ANALYZE grants"])?;
        let server = Server::start(stand, "")?;
        let cookie = client::sign_in(&server.address, ADMINISTRATOR, PASSWORD)?;
        let form = "role=reviewed&department=&due_on=2199-12-31";
        let begun = Instant::now();
        let answer = client::post_as(&server.address, "/admin/access-reviews/new", &cookie, form)?;
        let seconds = begun.elapsed().as_secs_f64();
        let megabytes = server.process.memory("VmHWM:")? * 1024.0 / 1e6;
        let open = "SELECT count(*) FROM tasks WHERE access_review_id IS NOT NULL AND state = 'open'";
        let tasks = query(&stand.cluster, DATABASE, &[open])?;
        query(&stand.cluster, DATABASE, &CLOSE)?;
        anyhow::ensure!(answer.status == 303, "the review answered {}", answer.status);
        anyhow::ensure!(tasks == ["10000"], "{tasks:?} tasks were made");
        let name = "review over 10000 grants started";
        Ok(vec![
            Figure::new(name, seconds, "s"),
            Figure::size(
                format!("{name}, peak memory"),
                megabytes,
                "MB",
                Target::AtMost(150.0),
            ),
        ])
    }
}
