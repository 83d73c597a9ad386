//! A compiler for WebAssembly: one's own toolchain where it has the target or can fetch it, else
//! Debian's.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::Context;

use crate::process::{cargo, find_program, run_quietly, step};
use crate::setup::apt::Apt;
use crate::setup::debian_wasm::DebianWasm;
use crate::workspace::Workspace;

/// The target's name.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// How long rustup may take to fetch the target before Debian's packages are tried.
const RUSTUP_PATIENCE: Duration = Duration::from_secs(90);

/// What compiles the frontend.
#[derive(Debug)]
pub(crate) enum WasmToolchain {
    /// The toolchain that also compiles the server.
    Own,
    /// Debian's, with a standard library compiled from Debian's sources.
    Debian(DebianWasm),
}

impl WasmToolchain {
    /// The one that is ready for use.
    pub(crate) fn find(workspace: &Workspace) -> Option<Self> {
        if own_has_target(workspace) {
            return Some(Self::Own);
        }
        DebianWasm::find(workspace).map(Self::Debian)
    }

    /// A cargo that can build for [`TARGET`].
    pub(crate) fn cargo(&self, workspace: &Workspace) -> Command {
        match self {
            Self::Own => cargo(workspace.root()),
            Self::Debian(debian) => debian.cargo(workspace.root()),
        }
    }
}

pub(crate) fn ensure(workspace: &Workspace, packages: &mut Apt) -> anyhow::Result<()> {
    if WasmToolchain::find(workspace).is_some() {
        return Ok(());
    }
    if fetch_by_rustup(workspace) && own_has_target(workspace) {
        return Ok(());
    }
    DebianWasm::prepare(workspace, packages)
        .context("the WebAssembly target: install it with `rustup target add wasm32-unknown-unknown`")
}

fn own_has_target(workspace: &Workspace) -> bool {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut command = Command::new(rustc);
    command.args(["--print", "sysroot"]).current_dir(workspace.root());
    run_quietly(&mut command).is_ok_and(|sysroot| has_core(&library_of(Path::new(sysroot.trim()))))
}

/// Where a sysroot keeps the target's standard library.
pub(crate) fn library_of(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib").join(TARGET).join("lib")
}

/// Whether a folder has a standard library in it.
pub(crate) fn has_core(library: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(library) else {
        return false;
    };
    entries
        .flatten()
        .any(|entry| entry.file_name().to_string_lossy().starts_with("libcore-"))
}

/// Tries for a while; a machine without a way out may hang rather than refuse.
fn fetch_by_rustup(workspace: &Workspace) -> bool {
    if find_program("rustup").is_none() {
        return false;
    }
    step("Fetching the WebAssembly target (rustup)");
    let mut command = Command::new("rustup");
    command
        .args(["--quiet", "target", "add", TARGET])
        .current_dir(workspace.root());
    command.env("RUSTUP_MAX_RETRIES", "1");
    let Ok(mut child) = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
    else {
        return false;
    };
    let deadline = Instant::now() + RUSTUP_PATIENCE;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if Instant::now() < deadline => sleep(Duration::from_millis(100)),
            _ => break,
        }
    }
    // It has had its time; whether ending it works makes no difference here.
    let _ = child.kill();
    let _ = child.wait();
    false
}
