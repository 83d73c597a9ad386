//! Measuring what the project promises, on an optimised server and a durable PostgreSQL of its own.
//!
//! A figure that an issue asks for is added as one file here: a type that is a [`Measurement`], and a
//! line in [`measurements`]. Where the same SQL can be run by pgbench, do so in the same run and give
//! the ratio: machines differ, ratios hardly do.

mod binary_size;
mod figure;

use std::path::PathBuf;

use private_postgres::{Cluster, Durability};

use crate::bench::binary_size::BinarySize;
use crate::bench::figure::{Figure, table};
use crate::build;
use crate::process::step;
use crate::setup::{self, Need};
use crate::test::interrupt::Interruptible;
use crate::test::watchdog::Watchdog;
use crate::workspace::{Profile, Workspace};

/// What a measurement works with.
pub(crate) struct Stand<'run> {
    /// The optimised server binary.
    pub(crate) server: PathBuf,
    /// A durable cluster, with pgbench among its binaries. Make a database of your own in it.
    pub(crate) cluster: Cluster,
    /// Starts programs so that Ctrl-C ends them.
    pub(crate) runner: Interruptible<'run>,
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
    vec![Box::new(BinarySize)]
}

/// Takes every measurement and prints the table to standard output.
pub(crate) fn bench(workspace: &Workspace) -> anyhow::Result<()> {
    setup::ensure(workspace, &[Need::Postgres, Need::Wasm, Need::NpmPackages])?;
    let server = build::build(workspace, Profile::Release)?;
    let watchdog = Watchdog::start()?;
    let runner = Interruptible::new(&watchdog)?;
    let cluster = Cluster::open(watchdog.folder(), Durability::Durable)?;
    let stand = Stand {
        server,
        cluster,
        runner,
    };
    let mut figures = Vec::new();
    for measurement in measurements() {
        step(format!("Measuring {}", measurement.name()));
        figures.extend(measurement.measure(&stand)?);
        if stand.runner.was_interrupted() {
            anyhow::bail!("interrupted");
        }
    }
    println!("{}", table(&figures));
    stand.cluster.close()?;
    Ok(())
}
