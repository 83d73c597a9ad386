//! A task created through the API: resolved, logged, told and audited, by as many connections as there are pages asked
//! for at once.

use anyhow::Context;
use private_postgres::DATABASE;

use crate::bench::client;
use crate::bench::figure::{Figure, HALF, Target};
use crate::bench::pages::take_turns;
use crate::bench::pgbench::{ANOTHER_ID, Workload};
use crate::bench::server::Server;
use crate::bench::sql::query;
use crate::bench::statements::{Call, Listener};
use crate::bench::wrk::{Requests, Seen};
use crate::bench::{Measurement, Stand};
use crate::process::run_quietly;

const PATH: &str = "/api/v1/tasks";

/// People all over the organisation whose manager decides; of every fourth the manager has a delegate.
const SUBJECTS: &str = "(SELECT p.username FROM people p JOIN people m ON m.id = p.manager_id JOIN delegation_rules r \
      ON r.owner_id = m.id AND r.closed_at IS NULL WHERE p.active_until IS NULL AND p.disabled_at IS NULL ORDER BY md5(p.username) LIMIT 16) \
    UNION (SELECT p.username FROM people p WHERE p.manager_id IS NOT NULL AND p.active_until IS NULL AND p.disabled_at IS NULL \
      ORDER BY md5(p.username) LIMIT 48)";

/// What is made here is taken away again: the pages are measured with as many tasks as before. Without looking for what
/// might refer to each of them, which would take hours; all that does is taken away too.
const TIDY_UP: [&str; 9] = [
    "SET session_replication_role = replica",
    "DELETE FROM outbox WHERE task_id IN (SELECT id FROM tasks WHERE external_ref = 'bench')",
    "DELETE FROM task_log WHERE task_id IN (SELECT id FROM tasks WHERE external_ref = 'bench')",
    "DELETE FROM task_assignments WHERE task_id IN (SELECT id FROM tasks WHERE external_ref = 'bench')",
    "DELETE FROM tasks WHERE external_ref = 'bench'",
    "DELETE FROM audit_people WHERE entry_id IN (SELECT id FROM audit_log WHERE through = 'api: bench')",
    "DELETE FROM audit_log WHERE through = 'api: bench'",
    "DELETE FROM api_tokens WHERE name = 'bench'",
    "VACUUM ANALYZE",
];

/// Creating tasks.
pub(crate) struct Create;

impl Measurement for Create {
    fn name(&self) -> &'static str {
        "a task created through the API"
    }

    fn measure(&self, stand: &Stand<'_>) -> anyhow::Result<Vec<Figure>> {
        query(&stand.cluster, DATABASE, &TIDY_UP)?;
        let token = token(stand)?;
        let subjects = query(&stand.cluster, DATABASE, &[SUBJECTS])?;
        anyhow::ensure!(!subjects.is_empty(), "nobody in the organisation has a manager");
        let bodies: Vec<String> = subjects.iter().map(|subject| body(subject)).collect();
        let server = Server::start(stand, "")?;
        let listener = Listener::start(stand)?;
        let calls = |body: &String| fresh(&listener, &token, body);
        // The first one also notes the hour of the token's use.
        bodies.first().map(calls).transpose()?;
        let calls: Vec<Vec<Call>> = bodies.iter().take(16).map(calls).collect::<anyhow::Result<_>>()?;
        drop(listener);
        let figures = take(stand, &server, &token, &bodies, &calls);
        query(&stand.cluster, DATABASE, &TIDY_UP)?;
        figures
    }
}

fn take(
    stand: &Stand<'_>,
    server: &Server,
    token: &str,
    bodies: &[String],
    calls: &[Vec<Call>],
) -> anyhow::Result<Vec<Figure>> {
    let requests = Requests::prepare_calls(stand, &server.address, (PATH, token), bodies)?;
    let workload = Workload::prepare(stand, calls)?;
    let (Seen { rate, p99 }, plain) = take_turns(stand, &requests, &workload)?;
    let statements = calls.iter().map(Vec::len).max().unwrap_or_default();
    Ok(vec![
        Figure::new("a task through the API", rate, "tasks/s").of("pgbench", plain, HALF),
        Figure::new("a task through the API, 99 in 100 within", p99, "ms"),
        Figure::size(
            "a task through the API, SQL statements",
            f64::from(u32::try_from(statements)?),
            "",
            Target::AtMost(3.0),
        ),
    ])
}

fn token(stand: &Stand<'_>) -> anyhow::Result<String> {
    let mut command = std::process::Command::new(&stand.server);
    command
        .args(["token", "create", "bench", "--scope", "tasks:write"])
        .env("DATABASE_URL", stand.cluster.owner_url(DATABASE));
    Ok(run_quietly(&mut command)?.trim().to_owned())
}

fn body(subject: &str) -> String {
    format!(r#"{{"policy":1,"subject":"{subject}","requester":"{subject}","external_ref":"bench"}}"#)
}

/// The SQL of one task, with another id each time that it is run.
fn fresh(listener: &Listener<'_>, token: &str, body: &str) -> anyhow::Result<Vec<Call>> {
    let mut id = String::new();
    let mut calls = listener.calls_while(|address| {
        let answer = client::call(address, PATH, token, body)?;
        anyhow::ensure!(
            answer.status == 201,
            "{body} was answered {}: {}",
            answer.status,
            answer.body
        );
        let (_, rest) = answer
            .body
            .split_once("\"id\":\"")
            .context("an answer without an id")?;
        id = rest.split('"').next().unwrap_or_default().to_owned();
        Ok(())
    })?;
    let (most, _) = id.rsplit_once('-').context("an id that is none")?;
    let another = format!("{most}-{ANOTHER_ID}");
    for value in calls.iter_mut().flat_map(|call| call.values.iter_mut()).flatten() {
        *value = value.replace(&id, &another);
    }
    Ok(calls)
}
