//! Making the WebAssembly smaller by Binaryen's wasm-opt.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::process::{run_quietly, step};
use crate::workspace::Workspace;

/// Replaces `module` by a smaller one that does the same.
pub(crate) fn in_place(workspace: &Workspace, module: &Path) -> anyhow::Result<()> {
    step("Optimising the frontend");
    let smaller = module.with_extension("opt");
    let mut command = Command::new(workspace.end2end().join("node_modules/.bin/wasm-opt"));
    // The features come from the section the compiler wrote, which is stripped afterwards.
    command
        .arg("-Oz")
        .arg("--strip-debug")
        .arg("--strip-target-features");
    command.arg(module).arg("--output").arg(&smaller);
    run_quietly(&mut command)?;
    fs::rename(smaller, module)?;
    Ok(())
}
