//! Making the WebAssembly smaller by Binaryen's wasm-opt.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};

use crate::step;

/// Replaces `module` by a smaller one that does the same and keeps the names of its functions.
pub(crate) fn in_place(root: &Path, module: &Path) -> anyhow::Result<()> {
    step("Optimising the frontend");
    let arguments = [
        "-Oz",
        // The least inlining: what is inlined is a little smaller, but compresses worse than calls do (7 % of what browsers load).
        "-aimfs=1",
        "-fimfs=1",
        "-ocimfs=8",
        "--debuginfo",
    ];
    replace(root, module, &arguments)
}

/// Takes the names out, and the section that tells the module's features: they were read from it until now.
pub(crate) fn strip(root: &Path, module: &Path) -> anyhow::Result<()> {
    replace(root, module, &["--strip-debug", "--strip-target-features"])
}

fn replace(root: &Path, module: &Path, arguments: &[&str]) -> anyhow::Result<()> {
    let smaller = module.with_extension("opt");
    let mut command = Command::new(root.join("end2end/node_modules/.bin/wasm-opt"));
    command.args(arguments);
    command.arg(module).arg("--output").arg(&smaller);
    let output = command.output().context("could not run wasm-opt")?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("wasm-opt failed ({})\n{said}", output.status);
    }
    fs::rename(smaller, module)?;
    Ok(())
}
