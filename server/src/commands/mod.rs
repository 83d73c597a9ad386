//! What each command does. Messages go to standard error, data to standard output.

mod completions;
mod demo;
mod directory;
mod job;
mod listeners;
mod migrate;
mod output;
mod people;
mod person;
mod serve;
mod token;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};
use crate::config::Settings;
use crate::failure::Failure;
use crate::telemetry;

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            failure.exit_code()
        }
    }
}

fn run(command: Command) -> Result<(), Failure> {
    if let Command::Completions { shell } = command {
        return completions::run(shell);
    }
    let settings = Settings::of_process()?;
    // Of a command one wants its own words; of a server also what it does.
    telemetry::start(
        &settings,
        if matches!(command, Command::Serve(_)) {
            "info"
        } else {
            "warn"
        },
    )?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::failed)?;
    runtime.block_on(async {
        match command {
            Command::Serve(arguments) => serve::run(settings, arguments).await,
            Command::Migrate => migrate::run(&settings).await,
            Command::People(command) => people::run(&settings, command).await,
            Command::Person(command) => person::run(&settings, command).await,
            Command::Directory(command) => directory::run(&settings, command).await,
            Command::Token(command) => token::run(&settings, command).await,
            Command::Job(command) => job::run(&settings, command).await,
            Command::Demo(command) => demo::run(&settings, command).await,
            Command::Completions { shell } => completions::run(shell),
        }
    })
}

/// The account of the operating system that runs the command, as its environment says; for who looks at what has run.
fn account() -> Option<String> {
    ["SUDO_USER", "USER", "LOGNAME"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|name| !name.is_empty()))
}
