//! Measuring what the project promises, on an optimised server and a durable PostgreSQL of its own that
//! holds a generated organisation.
//!
//! A figure that an issue asks for is added as one file here: a type that is a [`Measurement`], and a
//! line in [`measurements`]. Where the same SQL can be run by pgbench, do so in the same run and give
//! the ratio: machines differ, ratios hardly do.

mod absences;
mod access;
pub(crate) mod background;
mod binary_size;
mod bulk;
mod client;
mod create;
mod directory;
mod figure;
mod import;
mod job;
mod organisation;
mod pages;
mod pgbench;
mod picker;
mod review;
mod second_run;
pub(crate) mod server;
mod site_size;
mod slapd;
pub(crate) mod sql;
mod statements;
mod users;
mod visitors;
mod wrk;

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use private_postgres::Cluster;

use crate::bench::figure::{Figure, table};
use crate::build;
use crate::process::step;
use crate::setup::{self, Need};
use crate::test::interrupt::Interruptible;
use crate::test::watchdog::Watchdog;
use crate::workspace::{Profile, Workspace};

/// What a measurement works with.
pub(crate) struct Stand<'run> {
    pub(crate) workspace: &'run Workspace,
    /// The optimised server binary.
    pub(crate) server: PathBuf,
    /// A durable cluster whose database `locum` holds the organisation of [`organisation`].
    pub(crate) cluster: Cluster,
    /// For files that nobody needs afterwards.
    pub(crate) scratch: PathBuf,
    /// Starts programs so that Ctrl-C ends them.
    pub(crate) runner: Interruptible<'run>,
}

impl Stand<'_> {
    /// Runs a program to its end and returns what it wrote to standard output.
    pub(crate) fn output_of(&self, command: &mut Command) -> anyhow::Result<String> {
        let file = self.scratch.join("output");
        command.stdin(Stdio::null()).stdout(File::create(&file)?);
        self.runner.run(command)?;
        Ok(String::from_utf8_lossy(&fs::read(file)?).into_owned())
    }
}

/// Something to measure, giving one figure or several that belong together.
pub(crate) trait Measurement {
    /// What is being measured, to follow "Measuring".
    fn name(&self) -> &'static str;

    /// Measures.
    fn measure(&self, stand: &Stand<'_>) -> anyhow::Result<Vec<Figure>>;
}

/// All measurements, in the order of the table.
fn measurements() -> Vec<Box<dyn Measurement>> {
    vec![
        Box::new(pages::Pages),
        Box::new(picker::Picker),
        Box::new(users::Users),
        Box::new(create::Create),
        Box::new(bulk::Bulk),
        Box::new(review::Review),
        Box::new(access::Access),
        Box::new(absences::Absences),
        Box::new(import::Import),
        Box::new(job::Job),
        Box::new(directory::Directory),
        Box::new(site_size::SiteSize),
        Box::new(binary_size::BinarySize),
        Box::new(second_run::SecondRun),
    ]
}

/// Takes the measurements whose name contains `filter` and prints the table to standard output.
pub(crate) fn bench(workspace: &Workspace, filter: Option<&str>) -> anyhow::Result<()> {
    let needs = [
        Need::Postgres,
        Need::Wasm,
        Need::NpmPackages,
        Need::Wrk,
        Need::Directory,
    ];
    setup::ensure(workspace, &needs)?;
    let server = build::build(workspace, Profile::Release)?;
    let watchdog = Watchdog::start()?;
    let scratch = watchdog.folder().to_owned();
    fs::create_dir_all(&scratch)?;
    let runner = Interruptible::new(&watchdog)?;
    let cluster = organisation::open(workspace, &server, &runner)?;
    let stand = Stand {
        workspace,
        server,
        cluster,
        scratch,
        runner,
    };
    let outcome = take(&stand, filter.unwrap_or_default());
    stand.cluster.close()?;
    println!("{}", table(&outcome?));
    Ok(())
}

fn take(stand: &Stand<'_>, filter: &str) -> anyhow::Result<Vec<Figure>> {
    let mut figures = Vec::new();
    let wanted = measurements();
    for measurement in wanted.iter().filter(|one| one.name().contains(filter)) {
        // Others at work on the same machine make every figure worse: they belong to it.
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let load = load.split(' ').next().unwrap_or_default();
        step(format!("Measuring {} (load {load})", measurement.name()));
        let taken = measurement.measure(stand)?;
        // At once: what has been measured is known even where a later measurement fails.
        eprintln!("{}", table(&taken));
        figures.extend(taken);
        if stand.runner.was_interrupted() {
            anyhow::bail!("interrupted");
        }
    }
    Ok(figures)
}
