//! Every test there is, on one throwaway PostgreSQL: Rust, database, API, browser, and what must not be
//! among the dependencies. The browser's run beside the others: each waits often for something else than the processor.

mod api;
mod forbidden;
pub(crate) mod interrupt;
mod last_lines;
mod timing;
pub(crate) mod watchdog;

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::bail;
use private_postgres::{Cluster, Durability};

use crate::build::{self, Programs};
use crate::process::{cargo, step};
use crate::setup::{self, Need, chromium, node, python};
use crate::test::interrupt::Interruptible;
use crate::test::last_lines::LastLines;
use crate::test::timing::{Tests, timed};
use crate::test::watchdog::Watchdog;
use crate::workspace::{Profile, Workspace};

/// How one part of the tests ended.
struct Outcome {
    part: &'static str,
    seconds: f64,
    problem: Option<String>,
}

/// Runs the tests. With a `filter` only Rust tests whose name contains it.
pub(crate) fn test(workspace: &Workspace, filter: Option<&str>, no_browser: bool) -> anyhow::Result<()> {
    let with_browser = filter.is_none() && !no_browser;
    let mut outcomes = vec![outcome("Set-up", || {
        setup::ensure(workspace, needs(with_browser))
    })];
    stop_at_a_problem(&outcomes)?;
    outcomes.push(outcome("Build", || {
        build::build_all(workspace, Profile::Dev, Programs::Tests).map(drop)
    }));
    stop_at_a_problem(&outcomes)?;

    let watchdog = Watchdog::start_in_memory()?;
    let run = Run {
        workspace,
        cluster: Cluster::open(watchdog.folder(), Durability::Throwaway)?,
        runner: Interruptible::new(&watchdog)?,
        watchdog: &watchdog,
        tests: Tests::default(),
        failures: Mutex::default(),
    };
    let (parts, seconds) = timed(|| match filter {
        Some(filter) => vec![outcome("Rust tests", || run.rust(Some(filter)))],
        None => run.all(with_browser),
    });
    outcomes.extend(parts);
    if run.runner.was_interrupted() {
        run.cluster.close()?;
        bail!("interrupted");
    }
    eprintln!("\nThe slowest tests:");
    for (took, name) in run.tests.slowest() {
        eprintln!("{took:7.1} s  {name}");
    }
    run.repeat_failures();
    let judged = summary(&outcomes, seconds);
    run.cluster.close()?;
    judged
}

/// What the tests run on.
struct Run<'run> {
    workspace: &'run Workspace,
    cluster: Cluster,
    runner: Interruptible<'run>,
    watchdog: &'run Watchdog,
    tests: Tests,
    /// The last lines of each program that failed.
    failures: Mutex<Vec<Vec<String>>>,
}

impl Run<'_> {
    /// Every part.
    fn all(&self, with_browser: bool) -> Vec<Outcome> {
        thread::scope(|scope| {
            let browser = with_browser.then(|| {
                step("Running the browser tests");
                scope.spawn(|| outcome("Browser tests", || self.browser()))
            });
            let mut outcomes = Vec::new();
            let parts: [(&'static str, &dyn Fn() -> anyhow::Result<()>); 4] = [
                ("Rust tests", &|| self.rust(None)),
                ("Tests of the tools", &|| self.tools()),
                ("API", &|| self.api()),
                ("Dependencies", &|| forbidden::check(self.workspace)),
            ];
            for (name, work) in parts {
                if !self.runner.was_interrupted() {
                    step(format!("Running: {name}"));
                    outcomes.push(outcome(name, work));
                }
            }
            if let Some(browser) = browser {
                outcomes.push(browser.join().unwrap_or_else(|_| Outcome {
                    part: "Browser tests",
                    seconds: 0.0,
                    problem: Some("the run panicked".to_owned()),
                }));
            }
            outcomes
        })
    }

    fn rust(&self, filter: Option<&str>) -> anyhow::Result<()> {
        self.heard(self.nextest().args(filter))
    }

    /// The tests of this program, and of what makes the site, as it is built for a release.
    fn tools(&self) -> anyhow::Result<()> {
        let own = self.heard(self.nextest().args(["--package", "xtask"]));
        let mut of_site = self.nextest();
        of_site
            .args(["--package", "site_builder", "--features", "optimised"])
            .envs(build::site_builder_tests(self.workspace));
        own.and(self.heard(&mut of_site))
    }

    fn api(&self) -> anyhow::Result<()> {
        let folder = self.watchdog.temporary()?;
        api::test(
            self.workspace,
            &self.binary(),
            &self.cluster,
            &folder,
            &self.runner,
        )
    }

    fn browser(&self) -> anyhow::Result<()> {
        let folder = self.workspace.end2end();
        let mut command = Command::new(folder.join("node_modules/.bin/playwright"));
        command.arg("test").current_dir(&folder).stdin(Stdio::null());
        command
            .env("PATH", node::path(self.workspace)?)
            .env("LOCUM_BIN", self.binary())
            .env("LOCUM_TEST_POSTGRES", self.cluster.owner_url("postgres"));
        if let Some(browser) = chromium::find() {
            command.env("LOCUM_CHROMIUM", browser);
        }
        self.heard(&mut command)
    }

    fn binary(&self) -> PathBuf {
        self.workspace.server_binary(Profile::Dev)
    }

    fn nextest(&self) -> Command {
        let mut command = cargo(self.workspace.root());
        command
            .args([
                "nextest",
                "run",
                "--no-fail-fast",
                "--no-tests=pass",
                "--failure-output=immediate-final",
            ])
            .stdin(Stdio::null());
        command
            .env("LOCUM_TEST_POSTGRES", self.cluster.owner_url("postgres"))
            .env("LOCUM_TEST_PYTHON", python::program(self.workspace));
        command
    }

    /// Runs what prints how its tests end, and keeps what it said last if it failed.
    fn heard(&self, command: &mut Command) -> anyhow::Result<()> {
        let said = LastLines::default();
        let ended = self.runner.run_heard(command, |line| {
            self.tests.hear(line);
            said.hear(line);
        });
        if ended.is_err() {
            self.failures
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(said.into_lines());
        }
        ended
    }

    /// Shows once more what each program that failed said last: others printed beside it and after it, and a log that is cut
    /// keeps its end.
    fn repeat_failures(&self) {
        for lines in self
            .failures
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
        {
            eprintln!("\nA part failed. The last that it said:");
            for line in lines {
                eprintln!("{line}");
            }
        }
    }
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

fn outcome(part: &'static str, work: impl FnOnce() -> anyhow::Result<()>) -> Outcome {
    let (result, seconds) = timed(work);
    Outcome {
        part,
        seconds,
        problem: result.err().map(|error| format!("{error:#}")),
    }
}

/// Stops if the set-up or the build failed.
fn stop_at_a_problem(outcomes: &[Outcome]) -> anyhow::Result<()> {
    match outcomes.iter().find_map(|outcome| outcome.problem.as_ref()) {
        Some(problem) => bail!("{problem}"),
        None => Ok(()),
    }
}

/// Tells how each part ended and how long it took. Parts that ran beside others took longer than by themselves: `together` is
/// what all tests took, in seconds.
fn summary(outcomes: &[Outcome], together: f64) -> anyhow::Result<()> {
    eprintln!();
    for Outcome {
        part,
        seconds,
        problem,
    } in outcomes
    {
        match problem {
            None => eprintln!("{seconds:7.1} s  {part}: passed"),
            Some(problem) => eprintln!("{seconds:7.1} s  {part}: FAILED: {problem}"),
        }
    }
    eprintln!("{together:7.1} s  all tests, after the build");
    let failed = outcomes
        .iter()
        .filter(|outcome| outcome.problem.is_some())
        .count();
    if failed > 0 {
        bail!("{failed} of {} parts failed", outcomes.len());
    }
    Ok(())
}
