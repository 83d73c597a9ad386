//! The npm packages of `end2end/`, exactly those of its lock file.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use anyhow::Context;

use crate::process::{run_quietly, step};
use crate::setup::apt::Apt;
use crate::setup::node;
use crate::workspace::Workspace;

pub(crate) fn ensure(workspace: &Workspace, packages: &mut Apt) -> anyhow::Result<()> {
    let folder = workspace.end2end();
    let installed = changed(&folder.join("node_modules/.package-lock.json"));
    let wanted = changed(&folder.join("package-lock.json"));
    if installed.is_some() && installed >= wanted {
        return Ok(());
    }
    node::ensure_npm(packages)?;
    step("Installing the npm packages of end2end");
    let mut command = Command::new("npm");
    command
        .args(["ci", "--no-audit", "--no-fund"])
        .current_dir(&folder);
    // The system's own browser is used.
    command.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    run_quietly(&mut command).context("the npm packages: run `npm ci` in end2end")?;
    Ok(())
}

fn changed(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).ok()?.modified().ok()
}
