//! The site, then the server, which carries the site in itself when optimised.

use std::path::PathBuf;

use crate::process::{cargo, run, step};
use crate::setup::Need;
use crate::site;
use crate::workspace::{Profile, Workspace};

/// What building needs.
pub(crate) fn needs(profile: Profile) -> &'static [Need] {
    match profile {
        Profile::Dev => &[Need::Wasm],
        Profile::Release => &[Need::Wasm, Need::NpmPackages],
    }
}

/// Builds site and server; returns the server's binary.
pub(crate) fn build(workspace: &Workspace, profile: Profile) -> anyhow::Result<PathBuf> {
    site::build(workspace, profile)?;
    step("Building the server");
    let mut command = cargo(workspace.root());
    command.args(["build", "--package", "server"]);
    if profile == Profile::Release {
        command.arg("--release");
    }
    run(&mut command)?;
    Ok(workspace.server_binary(profile))
}
