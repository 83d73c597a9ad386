//! The browser for the browser tests.

use std::path::PathBuf;

use anyhow::bail;

use crate::process::find_program;
use crate::setup::apt::Apt;

/// Chromium without a screen: the same engine in less than two thirds of the time.
const HEADLESS: &str = "chromium-headless-shell";

pub(crate) fn ensure(packages: &mut Apt) -> anyhow::Result<()> {
    if find_program(HEADLESS).is_some() {
        return Ok(());
    }
    // Where there is a browser already, nobody is asked for a password for the sake of a faster one.
    if find().is_some() && !packages.asks_nobody() {
        eprintln!("The browser tests would be faster with Debian's {HEADLESS}.");
        return Ok(());
    }
    let installed = packages.install("a browser for the browser tests", &[HEADLESS]);
    match find() {
        Some(_) => Ok(()),
        None => installed.and_then(|()| bail!("{HEADLESS} was installed, but is not on PATH")),
    }
}

/// The browser's program.
pub(crate) fn find() -> Option<PathBuf> {
    [HEADLESS, "chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find_map(find_program)
}
