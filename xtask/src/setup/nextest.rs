//! The test runner.

use anyhow::Context;

use crate::process::{cargo, run, step, succeeds};
use crate::workspace::Workspace;

pub(crate) fn ensure(workspace: &Workspace) -> anyhow::Result<()> {
    if succeeds(cargo(workspace.root()).args(["nextest", "--version"])) {
        return Ok(());
    }
    step("Installing cargo-nextest (compiles it, which takes some minutes)");
    // Away from the repository, whose compiler flags are not meant for it.
    let mut command = cargo(std::path::Path::new("/"));
    command.args(["install", "cargo-nextest", "--locked", "--quiet"]);
    run(&mut command).context("the test runner: install it with `cargo install cargo-nextest --locked`")
}
