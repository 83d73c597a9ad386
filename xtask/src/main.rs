//! The project's own commands: set-up, building, running, testing, checking, measuring.
//!
//! `xtask` stands outside the server: nothing here ends up in what is shipped.

mod bench;
mod build;
mod check;
mod compile;
mod frontend;
mod fuzz;
mod process;
mod run;
mod setup;
mod strip;
mod test;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::setup::Need;
use crate::workspace::{Profile, Workspace};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, runs, tests and measures Locum")]
struct Arguments {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Set up what is missing, build, and start Locum with its own database and a demo organisation
    Run {
        /// Build optimised
        #[arg(long)]
        release: bool,
    },
    /// Set up what is missing and run every test: Rust, database, directory, browser
    Test {
        /// Only Rust tests whose name contains this; leaves the browser out
        filter: Option<String>,
        /// Leave the browser tests out
        #[arg(long)]
        no_browser: bool,
    },
    /// Build the site and the server binary
    Build {
        /// Build optimised
        #[arg(long)]
        release: bool,
    },
    /// Build the site alone: what browsers load
    Site {
        /// Build optimised and compressed
        #[arg(long)]
        release: bool,
    },
    /// Formatting, lints for server and browser, documentation, licences
    Check,
    /// Measure the figures the project promises
    Bench {
        /// Only measurements whose name contains this, such as `pages` or `picker`
        filter: Option<String>,
        /// Measure the program of this commit too, in turn with this one on one database, and give the ratios
        #[arg(long, value_name = "COMMIT")]
        against: Option<String>,
    },
    /// Try the reader of people files with made-up files, against a slow one
    Fuzz {
        /// For how long
        #[arg(default_value_t = 60)]
        seconds: u32,
    },
    /// Set up everything the other commands need
    Setup,
}

fn main() -> ExitCode {
    match perform(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> anyhow::Result<()> {
    let workspace = Workspace::find()?;
    match task {
        Task::Run { release } => run::run(&workspace, Profile::from_release(release)),
        Task::Test { filter, no_browser } => test::test(&workspace, filter.as_deref(), no_browser),
        Task::Build { release } => {
            let profile = Profile::from_release(release);
            setup::ensure(&workspace, build::needs(profile))?;
            build::build(&workspace, profile).map(drop)
        }
        Task::Site { release } => {
            let profile = Profile::from_release(release);
            setup::ensure(&workspace, build::needs(profile))?;
            build::site(&workspace, profile)
        }
        Task::Check => check::check(&workspace),
        Task::Bench { filter, against } => bench::bench(&workspace, filter.as_deref(), against.as_deref()),
        Task::Fuzz { seconds } => fuzz::fuzz(&workspace, seconds),
        Task::Setup => setup::ensure(&workspace, &Need::ALL),
    }
}
