//! Tidying up after a test run, however it ends: a small shell holds the other end of a pipe and acts
//! when this program is gone, even if it was killed.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use anyhow::Context;

/// Reads process groups until the pipe closes, interrupts the one that runs by then, stops every
/// PostgreSQL below `$1` (tests start some of their own there) and removes the folder.
const TIDY_UP: &str = r#"
group=
while read -r line; do group=$line; done
if [ -n "$group" ]; then kill -s INT -- "-$group" 2>/dev/null; fi
servers() { find "$1" -name postmaster.pid -exec head -n 1 {} \; 2>/dev/null; }
waited=0
while [ "$waited" -lt 300 ]; do
    running=
    for process in $(servers "$1"); do
        # Not a process that got the number of a server long gone.
        if { tr '\0' ' ' <"/proc/$process/cmdline"; } 2>/dev/null | grep -qF "$1"; then
            running=yes
            if [ $((waited % 20)) -eq 0 ]; then kill -s INT "$process"; fi
        fi
    done
    if [ -z "$running" ]; then break; fi
    sleep 0.1
    waited=$((waited + 1))
done
rm -rf "$1"
"#;

/// The shell, and the folder it removes.
pub(crate) struct Watchdog {
    folder: PathBuf,
    shell: Child,
    pipe: Mutex<Option<ChildStdin>>,
}

impl Watchdog {
    /// Chooses a folder for the run and starts watching. The folder itself is not made.
    pub(crate) fn start() -> anyhow::Result<Self> {
        let wanted = std::env::temp_dir().join(format!("locum-test-{}", std::process::id()));
        let folder = private_postgres::effective_data_directory(&wanted)?;
        let mut command = Command::new("sh");
        command.args(["-c", TIDY_UP, "sh"]).arg(&folder);
        // Ctrl-C on a terminal must not reach it.
        command
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null());
        let mut shell = command.spawn().context("could not run sh")?;
        let pipe = Mutex::new(shell.stdin.take());
        Ok(Self { folder, shell, pipe })
    }

    /// The folder of this run.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// A folder for the temporary files of whatever runs, so that none outlives the run.
    pub(crate) fn temporary(&self) -> anyhow::Result<PathBuf> {
        let folder = self.folder.join("tmp");
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// Tells which process group runs now, if any.
    pub(crate) fn note(&self, group: Option<u32>) {
        let line = group.map(|group| group.to_string()).unwrap_or_default();
        let mut pipe = self.pipe.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pipe) = pipe.as_mut() {
            // A shell that is gone leaves nothing to tell it.
            let _ = writeln!(pipe, "{line}");
        }
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        *self.pipe.get_mut().unwrap_or_else(PoisonError::into_inner) = None;
        let _ = self.shell.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::Watchdog;
    use private_postgres::{Cluster, Durability};
    use std::os::unix::process::{CommandExt, ExitStatusExt};
    use std::process::Command;

    /// As if this program had been killed: nothing is closed, the pipe just ends.
    #[test]
    fn what_a_killed_run_leaves_is_tidied_up() {
        let watchdog = Watchdog::start().unwrap();
        let folder = watchdog.folder().to_owned();
        let cluster = Cluster::open(&folder, Durability::Throwaway).unwrap();
        let socket = cluster.socket_folder().join(".s.PGSQL.5432");
        assert!(socket.exists());
        std::mem::forget(cluster);
        let mut runner = Command::new("sleep").arg("600").process_group(0).spawn().unwrap();
        watchdog.note(Some(runner.id()));

        drop(watchdog);
        assert!(!folder.exists());
        assert!(std::os::unix::net::UnixStream::connect(socket).is_err());
        assert_eq!(
            runner.wait().unwrap().signal(),
            Some(2),
            "interrupted, not left running"
        );
    }
}
