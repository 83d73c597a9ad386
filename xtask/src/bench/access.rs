//! The one access function (D): how many checks a second it answers through the domain and the database, in a hierarchy of
//! eight levels with 200,000 delegations, and whether that depends on the size of the organisation.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;
use private_postgres::DATABASE;

use crate::bench::figure::{Figure, HALF, Target};
use crate::bench::organisation::{self, SMALL};
use crate::bench::pages::median;
use crate::bench::pgbench::Workload;
use crate::bench::sql::query;
use crate::bench::statements::{self, LOGGING};
use crate::bench::{Measurement, Stand};
use crate::process::{cargo, run};

/// Checks under way at once.
const CONNECTIONS: u32 = 8;
/// Rounds in turn with pgbench; the medians count.
const ROUNDS: u32 = 3;
const ROUND: u32 = 5;

/// Who might look after whose absences: those above, proxies by what they were lent, and those who may not.
const PAIRS: &str = "(SELECT m.id, p.id FROM people p JOIN people m ON m.id = (SELECT u.manager_id FROM people u WHERE u.id = p.manager_id) \
      ORDER BY md5(p.username) LIMIT 300) \
    UNION ALL (SELECT d.proxy_id, p.id FROM role_delegations d JOIN LATERAL (SELECT p.id FROM people p WHERE p.manager_id = d.delegator_id \
      LIMIT 1) p ON true WHERE d.begun_at IS NOT NULL AND d.ended_at IS NULL ORDER BY md5(d.id::text) LIMIT 300) \
    UNION ALL (SELECT a.id, b.id FROM (SELECT id, row_number() OVER (ORDER BY md5(username)) AS n FROM people) a \
      JOIN (SELECT id, row_number() OVER (ORDER BY md5('x' || username)) AS n FROM people) b USING (n) LIMIT 300)";

/// The checks.
pub(crate) struct Access;

impl Measurement for Access {
    fn name(&self) -> &'static str {
        "access checks"
    }

    fn measure(&self, stand: &Stand<'_>) -> anyhow::Result<Vec<Figure>> {
        let program = program(stand)?;
        let large = Checks::prepare(stand, &program, DATABASE)?;
        let workload = Workload::prepare(stand, &large.statements()?)?;
        organisation::small(stand)?;
        let small = Checks::prepare(stand, &program, SMALL)?;
        let (mut of_large, mut of_small, mut plain): (Vec<f64>, Vec<f64>, Vec<f64>) = Default::default();
        large.rate(ROUND)?;
        workload.run(stand, CONNECTIONS, ROUND)?;
        small.rate(ROUND)?;
        for _ in 0..ROUNDS {
            of_large.push(large.rate(ROUND)?);
            plain.push(workload.run(stand, CONNECTIONS, ROUND)?);
            of_small.push(small.rate(ROUND)?);
        }
        organisation::drop_small(stand)?;
        let (large, small) = (median(of_large), median(of_small));
        Ok(vec![
            Figure::new("access checks at 200,000 people", large, "a second").of(
                "pgbench",
                median(plain),
                HALF,
            ),
            Figure::new("access checks at 2,000 people", small, "a second"),
            Figure::new(
                "access checks at 200,000 people, against 2,000",
                large,
                "a second",
            )
            .of("2,000 people", small, Target::AtLeast(0.8)),
        ])
    }
}

/// The program that checks, built as the server is.
fn program(stand: &Stand<'_>) -> anyhow::Result<PathBuf> {
    let mut command = cargo(stand.workspace.root());
    run(command.args([
        "build",
        "--release",
        "--package",
        "server",
        "--example",
        "access_checks",
    ]))?;
    let folder = stand.server.parent().context("a server without a folder")?;
    Ok(folder.join("examples/access_checks"))
}

/// Pairs to check in one database.
struct Checks<'run> {
    stand: &'run Stand<'run>,
    program: &'run Path,
    url: String,
    pairs: PathBuf,
}

impl<'run> Checks<'run> {
    fn prepare(stand: &'run Stand<'run>, program: &'run Path, database: &str) -> anyhow::Result<Self> {
        let pairs = stand.scratch.join(format!("pairs-{database}"));
        fs::write(&pairs, query(&stand.cluster, database, &[PAIRS])?.join("\n"))?;
        Ok(Self {
            stand,
            program,
            url: stand.cluster.owner_url(database),
            pairs,
        })
    }

    /// Checks a second.
    fn rate(&self, seconds: u32) -> anyhow::Result<f64> {
        let words = self.run(&self.url, CONNECTIONS, seconds)?;
        let numbers: Vec<f64> = words
            .split_whitespace()
            .map(str::parse)
            .collect::<Result<_, _>>()?;
        let [checks, allowed, took] = numbers.as_slice() else {
            anyhow::bail!("the checks say: {words}");
        };
        // Both answers are among them, or it is not what was to be measured.
        let share = allowed / checks;
        anyhow::ensure!((0.2..0.9).contains(&share), "{allowed} of {checks} were allowed");
        Ok(checks / took)
    }

    /// The SQL of each pair's check.
    fn statements(&self) -> anyhow::Result<Vec<Vec<statements::Call>>> {
        let url = format!("{}{LOGGING}", self.url);
        let calls = statements::heard(self.stand, || self.run(&url, 1, 0).map(drop))?;
        let checks = calls.into_iter().filter(|call| call.sql.contains("held"));
        Ok(checks.map(|call| vec![call]).step_by(9).take(100).collect())
    }

    fn run(&self, url: &str, connections: u32, seconds: u32) -> anyhow::Result<String> {
        let mut command = Command::new("sh");
        command
            .args(["-c", r#"exec "$0" "$1" "$2" < "$3""#])
            .arg(self.program);
        command
            .args([connections.to_string(), seconds.to_string()])
            .arg(&self.pairs);
        self.stand.output_of(command.env("DATABASE_URL", url))
    }
}
