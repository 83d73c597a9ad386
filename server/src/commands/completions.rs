//! `locum completions`.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::Cli;
use crate::failure::Failure;

/// Prints the completions of one shell.
pub(super) fn run(shell: Shell) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "locum", &mut text);
    std::io::stdout().write_all(&text).map_err(Failure::failed)
}
