//! Measuring what the project promises, on an optimised server and a durable PostgreSQL of its own that
//! holds a generated organisation.
//!
//! A figure that an issue asks for is added as one file here: a type that is a [`Measurement`], and a
//! line in [`measurements`]. Where the same SQL can be run by pgbench, do so in the same run and give
//! the ratio: machines differ, ratios hardly do.

mod absences;
mod access;
mod against;
pub(crate) mod background;
mod binary_size;
mod bulk;
mod client;
mod create;
mod directory;
mod figure;
mod half_open;
mod import;
mod interactive;
mod job;
mod organisation;
mod pages;
mod pgbench;
mod picker;
mod review;
mod second_run;
pub(crate) mod server;
mod sign_in_flood;
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

use crate::bench::against::Other;
use crate::bench::figure::{Figure, table};
use crate::build;
use crate::process::step;
use crate::setup::{self, Need};
use crate::test::interrupt::Interruptible;
use crate::test::watchdog::Watchdog;
use crate::workspace::{Profile, Workspace};

/// What a measurement works with.
pub(crate) struct Stand<'run> {
    /// The sources that the server was built from.
    pub(crate) workspace: Workspace,
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
        self.answer_of(command, Stdio::null())
    }

    /// The same for a program that reads `input`.
    pub(crate) fn answer_of(&self, command: &mut Command, input: impl Into<Stdio>) -> anyhow::Result<String> {
        let file = self.scratch.join("output");
        command.stdin(input).stdout(File::create(&file)?);
        self.runner.run(command)?;
        Ok(String::from_utf8_lossy(&fs::read(file)?).into_owned())
    }
}

/// Something to measure, giving one figure or several that belong together.
pub(crate) trait Measurement {
    /// What is being measured, to follow "Measuring".
    fn name(&self) -> &'static str;

    /// Whether it measures the program, so that two programs can be compared; the site and the set-up are not the program's.
    fn is_of_the_program(&self) -> bool {
        true
    }

    /// Measures.
    fn measure(&self, stand: &Stand<'_>) -> anyhow::Result<Vec<Figure>>;
}

/// All measurements, in the order of the table.
fn measurements() -> Vec<Box<dyn Measurement>> {
    vec![
        Box::new(pages::Pages),
        Box::new(picker::Picker),
        Box::new(users::Users),
        Box::new(half_open::HalfOpen),
        Box::new(sign_in_flood::SignInFlood),
        Box::new(create::Create),
        Box::new(bulk::Bulk),
        Box::new(review::Review),
        Box::new(access::Access),
        Box::new(absences::Absences),
        Box::new(import::Import),
        Box::new(job::Job),
        Box::new(directory::Directory),
        Box::new(interactive::Interactive),
        Box::new(site_size::SiteSize),
        Box::new(binary_size::BinarySize),
        Box::new(second_run::SecondRun),
    ]
}

/// Takes the measurements whose name contains `filter` and prints the table to standard output.
///
/// With `against`, a commit, each is taken with the program of that commit and with this one in turn, on one database, and
/// the table tells how the one is to the other.
///
/// # Errors
/// When a measurement failed, or a ratio or size is not what it is to be; the table is printed all the same.
pub(crate) fn bench(
    workspace: &Workspace,
    filter: Option<&str>,
    against: Option<&str>,
) -> anyhow::Result<()> {
    let needs = [
        Need::Postgres,
        Need::Wasm,
        Need::NpmPackages,
        Need::Browser,
        Need::Wrk,
        Need::Directory,
    ];
    setup::ensure(workspace, &needs)?;
    let server = build::build(workspace, Profile::Release)?;
    let other = against
        .map(|commit| Other::build(workspace, commit))
        .transpose()?;
    let watchdog = Watchdog::start()?;
    let scratch = watchdog.folder().to_owned();
    fs::create_dir_all(&scratch)?;
    let runner = Interruptible::new(&watchdog)?;
    let cluster = organisation::open(workspace, &server, &runner)?;
    let stand = Stand {
        workspace: workspace.clone(),
        server,
        cluster,
        scratch,
        runner,
    };
    let wanted: Vec<_> = measurements()
        .into_iter()
        .filter(|one| one.name().contains(filter.unwrap_or_default()))
        .collect();
    let mut problems = Problems::default();
    match other {
        None => {
            let figures = take(&stand, &wanted, &mut problems);
            println!("{}", table(&figures));
            problems.judge(&figures);
            stand.cluster.close()?;
        }
        Some(other) => {
            let (compared, stand) = against::take(stand, other, &wanted, &mut problems);
            println!("{}", against::table(&compared));
            stand.cluster.close()?;
        }
    }
    problems.report()
}

/// Takes each of them, whatever became of those before, until somebody interrupts.
fn take(stand: &Stand<'_>, wanted: &[Box<dyn Measurement>], problems: &mut Problems) -> Vec<Figure> {
    let mut figures = Vec::new();
    for measurement in wanted {
        let taken = measure(stand, measurement.as_ref(), "", problems);
        // At once: what has been measured is known even if this program is killed.
        eprintln!("{}", table(&taken));
        figures.extend(taken);
        if stand.runner.was_interrupted() {
            problems.note("the measuring was interrupted");
            break;
        }
    }
    figures
}

/// The figures of one measurement; none where it failed. `whose` follows its name in what is said.
fn measure(
    stand: &Stand<'_>,
    measurement: &dyn Measurement,
    whose: &str,
    problems: &mut Problems,
) -> Vec<Figure> {
    let name = format!("{}{whose}", measurement.name());
    // Others at work on the same machine make every figure worse: they belong to it.
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default();
    step(format!("Measuring {name} (load {load})"));
    measurement.measure(stand).unwrap_or_else(|error| {
        eprintln!("This could not be measured: {error:#}");
        problems.note(format!("{name} could not be measured: {error:#}"));
        Vec::new()
    })
}

/// What went wrong while the rest went on.
#[derive(Debug, Default)]
struct Problems(Vec<String>);

impl Problems {
    fn note(&mut self, problem: impl Into<String>) {
        self.0.push(problem.into());
    }

    /// Notes each figure that is not what it is to be.
    fn judge(&mut self, figures: &[Figure]) {
        for figure in figures.iter().filter(|figure| !figure.is_met()) {
            self.note(format!("missed: {}", figure.name));
        }
    }

    fn report(self) -> anyhow::Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        anyhow::bail!("{}", self.0.join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::Problems;
    use super::figure::{Figure, Target};

    #[test]
    fn a_missed_target_and_a_failure_are_both_told() {
        let mut problems = Problems::default();
        problems.judge(&[
            Figure::new("inbox", 1.0, "s"),
            Figure::size("binary", 30.0, "MB", Target::AtMost(20.0)),
        ]);
        problems.note("the job could not be measured: no disk");
        let said = problems.report().unwrap_err().to_string();
        assert_eq!(said, "missed: binary\nthe job could not be measured: no disk");
        assert!(Problems::default().report().is_ok());
    }
}
