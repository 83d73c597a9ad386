//! One run of the job with fifty thousand begins due, among few requests and among five million; and what a look at the
//! timetable costs a server that has nothing to do.

use std::fs::{self, File};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::Context;

use crate::bench::background::Background;
use crate::bench::figure::{Figure, Target};
use crate::bench::server::Server;
use crate::bench::sql::query;
use crate::bench::{Measurement, Stand};

const DATABASE: &str = "job";

/// Begins due at once.
const DUE: u32 = 50_000;

/// A thousand people who lend, and as many who receive. All written behind the program's back, keys and triggers unchecked.
const PEOPLE: &str = "SET session_replication_role = replica; \
    INSERT INTO people (username, display_name, search_text, created_at, updated_at) \
      SELECT 'b' || n, 'Bench ' || n, 'bench ' || n, '2020-01-01Z', '2020-01-01Z' FROM generate_series(1, 2000) n; \
    INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2020-01-01Z' FROM people p, roles r \
      WHERE r.code = 'line_manager'";

/// Fifty thousand delegations that have yet to begin, each with its two requests. `$1` keeps those of one round apart from
/// those of another.
fn delegations(round: u32) -> String {
    format!(
        "WITH ids AS (SELECT min(id) AS first FROM people), made AS (INSERT INTO role_delegations (delegator_id, proxy_id, role_id, \
           starts_on, ends_on, not_after, through_end, created_by, created_at) SELECT i.first + n % 1000, i.first + 1000 + (n / 1000 + {round} * 100) % 1000, \
           r.id, current_date - 1, current_date + 30, current_date + 30, false, i.first, '2020-01-01Z' \
           FROM ids i, roles r, generate_series(0, {DUE} - 1) n WHERE r.code = 'line_manager' RETURNING id) \
         INSERT INTO role_requests (kind, delegation_id, due_at, created_at) SELECT k.kind, made.id, k.due_at, '2020-01-01Z' FROM made, \
           (VALUES ('begin', current_date - 1), ('end', current_date + 30)) AS k (kind, due_at)"
    )
}

/// Five million requests that are finished.
const STORED: &str = "SET session_replication_role = replica; \
    INSERT INTO role_requests (kind, grant_id, due_at, applied_at, next_at, created_at, state, finished_at) \
      SELECT 'add', g.id, t.at, t.at, t.at, t.at, 'suppressed', t.at FROM (SELECT min(id) AS id FROM grants) g, \
        (SELECT '2025-01-01Z'::timestamptz + n * interval '10 seconds' AS at FROM generate_series(1, 5000000) n) t";

/// How long a server is watched while it has nothing to do.
const IDLE: Duration = Duration::from_secs(10);

/// The run's time and memory, and the tick.
pub(crate) struct Job;

impl Measurement for Job {
    fn name(&self) -> &'static str {
        "the job"
    }

    fn measure(&self, stand: &Stand<'_>) -> anyhow::Result<Vec<Figure>> {
        let drop = format!("DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)");
        let create = format!("CREATE DATABASE {DATABASE}");
        query(&stand.cluster, "postgres", &[&drop, &create])?;
        let mut migrate = locum(stand);
        stand.runner.run(migrate.arg("migrate"))?;
        query(&stand.cluster, DATABASE, &[PEOPLE])?;
        let measured = measure(stand);
        query(&stand.cluster, "postgres", &[&drop])?;
        measured
    }
}

fn measure(stand: &Stand<'_>) -> anyhow::Result<Vec<Figure>> {
    let settle = ["VACUUM ANALYZE", "CHECKPOINT"];
    let (_, idle) = run(stand, 0)?;
    query(&stand.cluster, DATABASE, &[&delegations(0)])?;
    query(&stand.cluster, DATABASE, &settle)?;
    let (few, _) = run(stand, DUE)?;
    query(&stand.cluster, DATABASE, &[STORED])?;
    query(&stand.cluster, DATABASE, &[&delegations(1)])?;
    query(&stand.cluster, DATABASE, &settle)?;
    let (many, peak) = run(stand, DUE)?;
    let tick = tick(stand)?;
    let name = format!("job: {DUE} begins due among 5 million requests");
    Ok(vec![
        Figure::new("job: as many among few requests", few, "s"),
        Figure::new(&name, many, "s").of("few", few, Target::AtMost(1.5)),
        Figure::size(
            format!("{name}, memory beyond an idle run"),
            peak - idle,
            "MB",
            Target::AtMost(50.0),
        ),
        Figure::new("job: an idle tick", tick, "ms"),
    ])
}

fn locum(stand: &Stand<'_>) -> Command {
    let mut command = Command::new(&stand.server);
    command.env("DATABASE_URL", stand.cluster.owner_url(DATABASE));
    command
}

/// One run that begins so many delegations: seconds, and the most memory the process had.
fn run(stand: &Stand<'_>, begun: u32) -> anyhow::Result<(f64, f64)> {
    let output = stand.scratch.join("job-output");
    let mut command = locum(stand);
    command.args(["job", "run", "send-pending-ldap-requests"]);
    command.stdout(File::create(&output)?);
    let start = Instant::now();
    let mut process = Background::start(&mut command)?;
    let mut peak = 0.0;
    while process.is_running() {
        if let Ok(kilobytes) = process.memory("VmHWM:") {
            peak = kilobytes;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let seconds = start.elapsed().as_secs_f64();
    let said = fs::read_to_string(output)?;
    anyhow::ensure!(
        said.contains(&format!("\"begun\":{begun},")),
        "the run said: {said}"
    );
    Ok((seconds, peak * 1024.0 / 1e6))
}

/// Milliseconds of a server's look at the timetable, on average.
fn tick(stand: &Stand<'_>) -> anyhow::Result<f64> {
    let mut command = locum(stand);
    command
        .arg("serve")
        .env("LOCUM_LISTEN", "127.0.0.1:0")
        .env("LOCUM_METRICS_LISTEN", "127.0.0.1:0");
    let server = Server::of(stand, &mut command)?;
    std::thread::sleep(IDLE);
    let value = |name: &str| {
        let value = server.measured(name)?;
        value.with_context(|| format!("no {name} in the metrics"))
    };
    let ticks = value("locum_job_idle_tick_seconds_count")?;
    Ok(value("locum_job_idle_tick_seconds_sum")? / ticks * 1e3)
}
