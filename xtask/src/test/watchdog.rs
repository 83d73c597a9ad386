//! Tidying up after a test run, however it ends: a small shell holds the other end of a pipe and acts
//! when this program is gone, even if it was killed.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use anyhow::Context;

use crate::process::run_quietly;

/// Reads process groups until the pipe closes, interrupts those that run by then, stops every
/// PostgreSQL below `$1` (tests start some of their own there) and removes the folder.
const TIDY_UP: &str = r#"
groups=
while read -r line; do groups=$line; done
for group in $groups; do kill -s INT -- "-$group" 2>/dev/null; done
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

/// What a whole run needs at most, in kilobytes, with room to spare.
const ENOUGH: u64 = 2_000_000;

/// What the programs of a run need beside it, in kilobytes.
const FOR_PROGRAMS: u64 = 4_000_000;

/// What programs can have without swapping, in kilobytes; `None` where the system does not say.
fn available_memory() -> Option<u64> {
    let said = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = said.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// What is free in the file system of a folder; `None` where that cannot be told.
fn free_kilobytes(folder: &Path) -> Option<u64> {
    let mut command = Command::new("df");
    let said = run_quietly(command.args(["-P", "-k"]).arg(folder)).ok()?;
    // A line of headings, then the device, the size, what is used and what is free.
    said.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}

/// The shell, and the folder it removes.
pub(crate) struct Watchdog {
    folder: PathBuf,
    shell: Child,
    pipe: Mutex<Option<ChildStdin>>,
}

impl Watchdog {
    /// Chooses a folder on a disk for the run and starts watching. The folder itself is not made.
    pub(crate) fn start() -> anyhow::Result<Self> {
        Self::below(&std::env::temp_dir())
    }

    /// The same, in memory where there is room for it: a test's database is three hundred files, which some disks take a
    /// third of a second to make.
    pub(crate) fn start_in_memory() -> anyhow::Result<Self> {
        let memory = Path::new("/dev/shm");
        let has_room = free_kilobytes(memory).is_some_and(|free| free >= ENOUGH);
        let has_memory = available_memory().is_some_and(|free| free >= ENOUGH + FOR_PROGRAMS);
        if has_room && has_memory {
            Self::below(memory)
        } else {
            Self::start()
        }
    }

    fn below(folder: &Path) -> anyhow::Result<Self> {
        let wanted = folder.join(format!("locum-test-{}", std::process::id()));
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

    /// Tells which process groups run now.
    pub(crate) fn note(&self, groups: &[u32]) {
        let line = groups.iter().map(u32::to_string).collect::<Vec<_>>().join(" ");
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
        let start = || Command::new("sleep").arg("600").process_group(0).spawn().unwrap();
        let mut runners = [start(), start()];
        watchdog.note(&runners.each_ref().map(std::process::Child::id));

        drop(watchdog);
        assert!(!folder.exists());
        assert!(std::os::unix::net::UnixStream::connect(socket).is_err());
        for runner in &mut runners {
            assert_eq!(
                runner.wait().unwrap().signal(),
                Some(2),
                "interrupted, not left running"
            );
        }
    }
}
