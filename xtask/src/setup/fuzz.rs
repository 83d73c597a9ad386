//! What fuzzing needs: cargo-fuzz, and a C++ compiler for libFuzzer.

use std::path::Path;

use anyhow::{Context, bail};

use crate::process::{cargo, find_program, run, step, succeeds};

pub(crate) fn ensure() -> anyhow::Result<()> {
    if find_program("c++").is_none() {
        bail!("a C++ compiler: install it with `apt-get install g++`");
    }
    // Away from the repository, whose compiler flags are not meant for it.
    let root = Path::new("/");
    if succeeds(cargo(root).args(["fuzz", "--version"])) {
        return Ok(());
    }
    step("Installing cargo-fuzz (compiles it, which takes a minute)");
    let mut command = cargo(root);
    command.args(["install", "cargo-fuzz", "--locked", "--quiet"]);
    run(&mut command).context("cargo-fuzz: install it with `cargo install cargo-fuzz --locked`")
}
