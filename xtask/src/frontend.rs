//! Compiling the frontend to WebAssembly.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Context;

use crate::setup::wasm::{TARGET, WasmToolchain};
use crate::workspace::{Profile, Workspace};

/// Cargo, told to compile it.
pub(crate) fn cargo(
    workspace: &Workspace,
    profile: Profile,
    toolchain: &WasmToolchain,
) -> anyhow::Result<Command> {
    let mut command = toolchain.cargo(workspace);
    command.args(["build", "--package", "frontend", "--lib", "--target", TARGET]);
    command
        .args(["--profile", profile.of_frontend()])
        .env("CARGO_TARGET_DIR", target(workspace));
    command.args(["--config", &short_paths(workspace)?]);
    Ok(command)
}

/// The file that cargo makes.
pub(crate) fn module(workspace: &Workspace, profile: Profile) -> PathBuf {
    target(workspace)
        .join(TARGET)
        .join(profile.of_frontend())
        .join("frontend.wasm")
}

/// A target folder of its own: another compiler may be at work here than for the server, and the two builds do not wait
/// for each other.
fn target(workspace: &Workspace) -> PathBuf {
    workspace.target().join("wasm")
}

/// Compiler flags, as cargo's configuration, that shorten the paths of source files in panic messages:
/// browsers need not load the folders of the machine that built this.
fn short_paths(workspace: &Workspace) -> anyhow::Result<String> {
    let mut folders = sources_of_crates()?;
    folders.sort();
    folders.push(workspace.root().to_owned());
    let flags: Vec<String> = folders
        .iter()
        .map(|folder| format!("--remap-path-prefix={}/=", folder.display()))
        .collect();
    // A list of strings is written alike in JSON and TOML.
    Ok(format!(
        "target.{TARGET}.rustflags={}",
        serde_json::to_string(&flags)?
    ))
}

/// Where cargo unpacks crates, one folder a registry.
fn sources_of_crates() -> anyhow::Result<Vec<PathBuf>> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home
        .or_else(|| Some(env::home_dir()?.join(".cargo")))
        .context("there is no CARGO_HOME")?;
    let Ok(entries) = fs::read_dir(home.join("registry/src")) else {
        return Ok(Vec::new());
    };
    Ok(entries.flatten().map(|entry| entry.path()).collect())
}
