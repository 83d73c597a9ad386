//! One way to start PostgreSQL's programs: as the right account, from a folder it may be in, and
//! without the caller's own `PG…` variables.

use std::env;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::Error;
use crate::account::Account;
use crate::binaries::Binaries;

/// The programs of one PostgreSQL, run as one account.
#[derive(Debug, Clone)]
pub(crate) struct Programs {
    binaries: Binaries,
    account: Account,
}

impl Programs {
    pub(crate) fn new(binaries: Binaries, account: Account) -> Self {
        Self { binaries, account }
    }

    pub(crate) fn binaries(&self) -> &Binaries {
        &self.binaries
    }

    pub(crate) fn path(&self, program: &str) -> PathBuf {
        self.binaries.program(program)
    }

    /// A command ready for its arguments.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.path(program));
        for (name, _) in env::vars_os() {
            if name.to_str().is_some_and(|name| name.starts_with("PG")) {
                command.env_remove(name);
            }
        }
        // Messages that are read by this crate or shown to people stay in one language.
        command
            .env("LC_MESSAGES", "C")
            .current_dir(Path::new("/"))
            .stdin(Stdio::null());
        if let Account::Dropped { user, group } = self.account {
            command.uid(user).gid(group);
        }
        command
    }

    /// Runs a command of [`Programs::command`] to its end and keeps what it wrote.
    pub(crate) fn output(&self, command: &mut Command) -> Result<Output, Error> {
        let program = PathBuf::from(command.get_program());
        command
            .output()
            .map_err(|source| Error::Spawn { program, source })
    }
}
