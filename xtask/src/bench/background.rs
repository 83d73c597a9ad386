//! A program that runs beside what is measured and is ended with this one, even if this one is killed: a small shell
//! holds the other end of a pipe.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;

use crate::process::{shown, succeeds};

/// Ends process `$1` when the pipe closes without a word.
const GUARD: &str = r#"read -r word || kill -TERM "$1""#;

/// How long the program may take to end.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running program.
pub(crate) struct Background {
    child: Child,
    guard: Child,
}

impl Background {
    /// Starts it, in a process group of its own: Ctrl-C on a terminal must not reach it.
    pub(crate) fn start(command: &mut Command) -> anyhow::Result<Self> {
        let mut child = command
            .stdin(Stdio::null())
            .process_group(0)
            .spawn()
            .with_context(|| format!("could not run {}", shown(command)))?;
        let mut guard = Command::new("sh");
        guard.args(["-c", GUARD, "sh", &child.id().to_string()]);
        guard.stdin(Stdio::piped()).process_group(0);
        match guard.spawn() {
            Ok(guard) => Ok(Self { child, guard }),
            Err(error) => {
                let _ = child.kill();
                let _ = child.wait();
                Err(error).context("could not run sh")
            }
        }
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it still runs.
    pub(crate) fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// A line of `/proc/<id>/status` in kilobytes, such as `VmHWM:`.
    pub(crate) fn memory(&self, line: &str) -> anyhow::Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id()))?;
        let value = status.lines().find_map(|text| text.strip_prefix(line));
        let digits = value.and_then(|text| text.split_whitespace().next());
        let kilobytes = digits.with_context(|| format!("/proc tells no {line}"))?;
        Ok(kilobytes.parse()?)
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if self.is_running() {
            succeeds(Command::new("kill").args(["-TERM", &self.id().to_string()]));
        }
        let deadline = Instant::now() + PATIENCE;
        while self.is_running() && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(20));
        }
        if self.is_running() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
        if let Some(mut pipe) = self.guard.stdin.take() {
            // Its id may soon be another program's.
            let _ = writeln!(pipe, "ended");
        }
        let _ = self.guard.wait();
    }
}
