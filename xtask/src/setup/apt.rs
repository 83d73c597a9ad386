//! Debian's packages.

use std::fs;
use std::io::IsTerminal;
use std::os::unix::fs::MetadataExt;
use std::process::Command;

use anyhow::{Context, bail};

use crate::process::{find_program, run_quietly, step, succeeds};

/// Installs packages, and fetches their lists before the first.
#[derive(Debug, Default)]
pub(crate) struct Apt {
    lists_are_fresh: bool,
}

/// With which rights programs are started that change the system.
#[derive(Debug, Clone, Copy)]
enum Rights {
    Root,
    Sudo,
}

impl Apt {
    /// Installs `packages`.
    ///
    /// # Errors
    /// Names the command to type where there is no apt-get or no right to use it.
    pub(crate) fn install(&mut self, purpose: &str, packages: &[&str]) -> anyhow::Result<()> {
        let list = packages.join(" ");
        let by_hand =
            || format!("{purpose}: install it with `apt-get install {list}` or your system's own way");
        if find_program("apt-get").is_none() {
            bail!("{}", by_hand());
        }
        let rights = rights().with_context(by_hand)?;
        if !self.lists_are_fresh {
            step("Fetching Debian's package lists");
            run_quietly(as_root(rights, "apt-get").args(["-qq", "update"])).with_context(by_hand)?;
            self.lists_are_fresh = true;
        }
        step(format!("Installing {list} ({purpose})"));
        let mut command = as_root(rights, "apt-get");
        // Another installation may be under way, such as the system's own nightly one.
        command.args([
            "-qq",
            "install",
            "--yes",
            "--no-install-recommends",
            "-o",
            "DPkg::Lock::Timeout=300",
        ]);
        command.args(packages);
        run_quietly(&mut command).with_context(by_hand)?;
        Ok(())
    }

    /// Whether it can install without asking for a password.
    pub(crate) fn asks_nobody(&self) -> bool {
        find_program("apt-get").is_some() && is_root()
    }

    /// Answers in advance what a package asks when it is installed.
    pub(crate) fn answer(&self, answers: &str) -> anyhow::Result<()> {
        let mut command = as_root(rights()?, "sh");
        command.args(["-c", "printf '%s' \"$1\" | debconf-set-selections", "sh", answers]);
        run_quietly(&mut command).map(drop)
    }

    /// Writes a small file that only root may write.
    pub(crate) fn write_system_file(&self, path: &str, text: &str) -> anyhow::Result<()> {
        let mut command = as_root(rights()?, "sh");
        command.args([
            "-c",
            "mkdir -p \"$(dirname \"$1\")\" && printf '%s' \"$2\" > \"$1\"",
            "sh",
            path,
            text,
        ]);
        run_quietly(&mut command).map(drop)
    }
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

fn rights() -> anyhow::Result<Rights> {
    if is_root() {
        return Ok(Rights::Root);
    }
    if find_program("sudo").is_none() {
        bail!("this user is not root and there is no sudo");
    }
    // Without a terminal nobody could type the password.
    if !std::io::stdin().is_terminal() && !succeeds(Command::new("sudo").args(["-n", "true"])) {
        bail!("sudo asks for a password and there is no terminal to type it on");
    }
    // Asked for here, where the question is seen: the programs themselves run quietly.
    crate::process::run(Command::new("sudo").arg("-v"))?;
    Ok(Rights::Sudo)
}

fn as_root(rights: Rights, program: &str) -> Command {
    let mut command = match rights {
        Rights::Root => Command::new("env"),
        Rights::Sudo => {
            let mut command = Command::new("sudo");
            command.arg("env");
            command
        }
    };
    command.args(["DEBIAN_FRONTEND=noninteractive", program]);
    command
}
