//! Compiling the frontend to WebAssembly.

use std::path::PathBuf;

use anyhow::Context;

use crate::process::{run, step};
use crate::setup::wasm::{TARGET, WasmToolchain};
use crate::workspace::{Profile, Workspace};

/// Compiles, and returns the file cargo made.
pub(crate) fn compile(workspace: &Workspace, profile: Profile) -> anyhow::Result<PathBuf> {
    let toolchain = WasmToolchain::find(workspace).context("there is no compiler for WebAssembly")?;
    // A target folder of its own: another compiler may be at work here than for the server, and the
    // two builds do not wait for each other.
    let target = workspace.target().join("wasm");
    step("Building the frontend");
    let mut command = toolchain.cargo(workspace);
    command.args(["build", "--package", "frontend", "--lib", "--target", TARGET]);
    command
        .args(["--profile", profile.of_frontend()])
        .env("CARGO_TARGET_DIR", &target);
    run(&mut command)?;
    Ok(target
        .join(TARGET)
        .join(profile.of_frontend())
        .join("frontend.wasm"))
}
