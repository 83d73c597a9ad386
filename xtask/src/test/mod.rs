//! Every test there is, on one throwaway PostgreSQL: Rust, database, API, browser, and what must not be
//! among the dependencies.

mod api;
mod forbidden;
pub(crate) mod interrupt;
pub(crate) mod watchdog;

use std::process::{Command, Stdio};

use anyhow::bail;
use private_postgres::{Cluster, Durability};

use crate::build;
use crate::process::{cargo, step};
use crate::setup::{self, Need, chromium, node, python};
use crate::test::interrupt::Interruptible;
use crate::test::watchdog::Watchdog;
use crate::workspace::{Profile, Workspace};

/// How one part of the tests ended.
struct Outcome {
    part: &'static str,
    problem: Option<String>,
}

/// Runs the tests. With a `filter` only Rust tests whose name contains it.
pub(crate) fn test(workspace: &Workspace, filter: Option<&str>, no_browser: bool) -> anyhow::Result<()> {
    let with_browser = filter.is_none() && !no_browser;
    setup::ensure(workspace, needs(with_browser))?;
    let binary = build::build(workspace, Profile::Dev)?;
    let mut outcomes = Vec::new();
    if filter.is_none() {
        step("Looking for crates that must not be there");
        outcomes.push(outcome("Dependencies", forbidden::check(workspace)));
    }

    let watchdog = Watchdog::start()?;
    let runner = Interruptible::new(&watchdog)?;
    let cluster = Cluster::open(watchdog.folder(), Durability::Throwaway)?;
    step("Running the Rust tests");
    outcomes.push(outcome("Rust tests", rust(workspace, filter, &cluster, &runner)));
    if filter.is_none() && !runner.was_interrupted() {
        step("Holding the API against its description");
        let tested = api::test(workspace, &binary, &cluster, &watchdog.temporary()?, &runner);
        outcomes.push(outcome("API", tested));
    }
    if with_browser && !runner.was_interrupted() {
        if workspace.end2end().join("playwright.config.ts").is_file() {
            step("Running the browser tests");
            let mut command = playwright(workspace, &cluster)?;
            outcomes.push(outcome(
                "Browser tests",
                runner.run(command.env("LOCUM_BIN", binary)),
            ));
        } else {
            eprintln!("There are no browser tests yet: end2end/playwright.config.ts is missing.");
        }
    }
    cluster.close()?;
    if runner.was_interrupted() {
        bail!("interrupted");
    }
    summary(&outcomes)
}

fn needs(with_browser: bool) -> &'static [Need] {
    if with_browser {
        &Need::ALL
    } else {
        &[
            Need::Postgres,
            Need::Wasm,
            Need::Nextest,
            Need::Python,
            Need::Directory,
        ]
    }
}

fn rust(
    workspace: &Workspace,
    filter: Option<&str>,
    cluster: &Cluster,
    runner: &Interruptible<'_>,
) -> anyhow::Result<()> {
    let mut command = nextest(workspace, cluster);
    command.args(filter);
    let product = runner.run(&mut command);
    if filter.is_some() || runner.was_interrupted() {
        return product;
    }
    let own = runner.run(nextest(workspace, cluster).args(["--package", "xtask"]));
    product.and(own)
}

fn nextest(workspace: &Workspace, cluster: &Cluster) -> Command {
    let mut command = cargo(workspace.root());
    command
        .args(["nextest", "run", "--no-fail-fast", "--no-tests=pass"])
        .stdin(Stdio::null());
    command
        .env("LOCUM_TEST_POSTGRES", cluster.url("postgres"))
        .env("LOCUM_TEST_PYTHON", python::program(workspace));
    command
}

fn playwright(workspace: &Workspace, cluster: &Cluster) -> anyhow::Result<Command> {
    let folder = workspace.end2end();
    let mut command = Command::new(folder.join("node_modules/.bin/playwright"));
    command.arg("test").current_dir(&folder).stdin(Stdio::null());
    command
        .env("PATH", node::path(workspace)?)
        .env("LOCUM_TEST_POSTGRES", cluster.url("postgres"));
    if let Some(browser) = chromium::find() {
        command.env("LOCUM_CHROMIUM", browser);
    }
    Ok(command)
}

fn outcome(part: &'static str, result: anyhow::Result<()>) -> Outcome {
    Outcome {
        part,
        problem: result.err().map(|error| format!("{error:#}")),
    }
}

fn summary(outcomes: &[Outcome]) -> anyhow::Result<()> {
    eprintln!();
    for Outcome { part, problem } in outcomes {
        match problem {
            None => eprintln!("{part}: passed"),
            Some(problem) => eprintln!("{part}: FAILED: {problem}"),
        }
    }
    let failed = outcomes
        .iter()
        .filter(|outcome| outcome.problem.is_some())
        .count();
    if failed > 0 {
        bail!("{failed} of {} parts failed", outcomes.len());
    }
    Ok(())
}
