//! The browser for the browser tests.

use std::path::PathBuf;

use anyhow::Context;

use crate::process::find_program;
use crate::setup::apt::Apt;

pub(crate) fn ensure(packages: &mut Apt) -> anyhow::Result<()> {
    if find().is_some() {
        return Ok(());
    }
    packages.install("a browser for the browser tests", &["chromium"])?;
    find()
        .map(drop)
        .context("chromium was installed, but is not on PATH")
}

/// The browser's program.
pub(crate) fn find() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find_map(find_program)
}
