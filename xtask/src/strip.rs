//! The shipped binary carries no debug information: that goes into a file beside it, which a debugger, or a program that
//! prints a backtrace, finds by a link in the binary.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::bail;

use crate::process::{find_program, run_quietly};

/// Splits `binary` into itself and `binary.debug`. Cargo puts the whole one back at each build, so this is done each time.
pub(crate) fn in_place(binary: &Path) -> anyhow::Result<()> {
    if find_program("objcopy").is_none() {
        bail!("objcopy is missing: install it with `apt-get install binutils` or your system's own way");
    }
    let debug = binary.with_extension("debug");
    let stripped = binary.with_extension("stripped");
    let objcopy = || Command::new("objcopy");
    run_quietly(objcopy().arg("--only-keep-debug").arg(binary).arg(&debug))?;
    let mut link = std::ffi::OsString::from("--add-gnu-debuglink=");
    link.push(&debug);
    run_quietly(objcopy().arg("--strip-all").arg(link).arg(binary).arg(&stripped))?;
    // Renamed into its place: a server that runs keeps the file that it was started from.
    fs::rename(&stripped, binary)?;
    Ok(())
}
