//! WebAssembly by Debian's packages alone, for machines that reach no rustup host: Debian ships the
//! compiler and the standard library's sources, but not the library compiled for WebAssembly. It is
//! compiled once and kept, with a sysroot around it, below `target/wasm-toolchain`.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use crate::process::{find_program, run_quietly, step};
use crate::setup::apt::Apt;
use crate::setup::wasm::{TARGET, has_core, library_of};
use crate::workspace::Workspace;

const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
const SOURCES: &str = "/usr/lib/rustlib/src/rust/library/std";

/// The crate that is compiled to have the standard library compiled.
const DUMMY: &str = "[package]\nname = \"dummy\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[workspace]\n[lib]\npath = \"dummy.rs\"\n";

/// Debian's compiler, ready to build for WebAssembly.
#[derive(Debug)]
pub(crate) struct DebianWasm {
    folder: PathBuf,
    linker: PathBuf,
}

impl DebianWasm {
    /// The one that was prepared, unless Debian's compiler has changed since.
    pub(crate) fn find(workspace: &Workspace) -> Option<Self> {
        let folder = folder(workspace);
        let version = version().ok()?;
        let made_for = fs::read_to_string(folder.join("version")).ok()?;
        let linker = linker(&version)?;
        (made_for == version && has_core(&library_of(&folder.join("sysroot"))))
            .then_some(Self { folder, linker })
    }

    /// Installs the packages and compiles the library.
    pub(crate) fn prepare(workspace: &Workspace, packages: &mut Apt) -> anyhow::Result<()> {
        let purpose = "WebAssembly by Debian's compiler";
        if version().is_err() || !Path::new(CARGO).is_file() || !Path::new(SOURCES).is_dir() {
            packages.install(purpose, &["rustc-web", "cargo-web", "rust-web-src"])?;
        }
        let version = version()?;
        if linker(&version).is_none() {
            let llvm = llvm_major(&version).context("rustc does not name its LLVM")?;
            packages.install(purpose, &[&format!("lld-{llvm}")])?;
        }
        let linker = linker(&version).context("the linker wasm-ld was installed, but is not on PATH")?;
        let prepared = Self {
            folder: folder(workspace),
            linker,
        };
        step("Compiling the standard library for WebAssembly (about a minute, once)");
        prepared.compile_library(&version)
    }

    /// Debian's cargo with the prepared compiler, working in `folder`.
    pub(crate) fn cargo(&self, folder: &Path) -> Command {
        let mut command = Command::new(CARGO);
        command.current_dir(folder).env("RUSTC", self.rustc());
        command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", &self.linker);
        // Where rustup started this program, these name its own toolchain.
        for name in [
            "CARGO",
            "LD_LIBRARY_PATH",
            "RUSTUP_TOOLCHAIN",
            "RUSTC_WRAPPER",
            "RUSTC_WORKSPACE_WRAPPER",
        ] {
            command.env_remove(name);
        }
        command
    }

    fn rustc(&self) -> PathBuf {
        self.folder.join("rustc")
    }

    fn compile_library(&self, version: &str) -> anyhow::Result<()> {
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder)?;
        }
        let dummy = self.folder.join("dummy");
        fs::create_dir_all(&dummy)?;
        fs::write(dummy.join("Cargo.toml"), DUMMY)?;
        fs::write(dummy.join("dummy.rs"), "")?;
        let mut command = self.cargo(&dummy);
        command.args([
            "build",
            "--release",
            "-Zbuild-std=std,panic_abort",
            "--target",
            TARGET,
        ]);
        command
            .env("RUSTC", RUSTC)
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_TARGET_DIR", dummy.join("target"));
        run_quietly(&mut command)?;

        let library = library_of(&self.folder.join("sysroot"));
        fs::create_dir_all(&library)?;
        for entry in fs::read_dir(dummy.join("target").join(TARGET).join("release/deps"))? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.ends_with(".rlib") && !name.starts_with("libdummy") {
                fs::copy(entry.path(), library.join(&*name))?;
            }
        }
        if !has_core(&library) {
            bail!(
                "compiling the standard library left nothing in {}",
                library.display()
            );
        }
        fs::remove_dir_all(&dummy)?;
        self.complete_sysroot()?;
        // Last: from here on it counts as prepared.
        fs::write(self.folder.join("version"), version)?;
        Ok(())
    }

    /// Borrows the libraries for this machine, which macros and build scripts need, and wraps the
    /// compiler so that it looks here.
    fn complete_sysroot(&self) -> anyhow::Result<()> {
        let system = run_quietly(Command::new(RUSTC).args(["--print", "sysroot"]))?;
        let host = run_quietly(Command::new(RUSTC).args(["--print", "host-tuple"]))?;
        let below = Path::new("lib/rustlib").join(host.trim());
        let sysroot = self.folder.join("sysroot");
        symlink(Path::new(system.trim()).join(&below), sysroot.join(&below))?;
        let wrapper = format!(
            "#!/bin/sh\nexec {RUSTC} --sysroot '{}' \"$@\"\n",
            sysroot.display()
        );
        fs::write(self.rustc(), wrapper)?;
        fs::set_permissions(self.rustc(), fs::Permissions::from_mode(0o755))?;
        Ok(())
    }
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target().join("wasm-toolchain")
}

fn version() -> anyhow::Result<String> {
    run_quietly(Command::new(RUSTC).arg("-vV"))
}

/// The WebAssembly linker of the compiler's own LLVM.
fn linker(version: &str) -> Option<PathBuf> {
    find_program(&format!("wasm-ld-{}", llvm_major(version)?))
}

fn llvm_major(version: &str) -> Option<&str> {
    let line = version
        .lines()
        .find_map(|line| line.strip_prefix("LLVM version: "))?;
    line.split('.').next()
}

#[cfg(test)]
mod tests {
    use super::llvm_major;

    #[test]
    fn reads_the_llvm_version() {
        assert_eq!(
            llvm_major("rustc 1.96.0\nhost: x\nLLVM version: 22.1.8\n"),
            Some("22")
        );
        assert_eq!(llvm_major("rustc 1.96.0\n"), None);
    }
}
