//! Running test runners so that Ctrl-C ends them and not the one who has to tidy up after them.
//!
//! A runner gets a process group of its own and is sent SIGINT once, whether this program was
//! interrupted on a terminal or by `kill`.

use std::os::unix::process::CommandExt;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use anyhow::{Context, bail};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::process::{shown, succeeds};
use crate::test::watchdog::Watchdog;

/// Runs one program at a time and passes interruptions on to it.
pub(crate) struct Interruptible<'watchdog> {
    shared: Arc<Shared>,
    watchdog: &'watchdog Watchdog,
}

#[derive(Default)]
struct Shared {
    interrupted: AtomicBool,
    /// Process group of the program that runs; 0 while none does.
    group: AtomicU32,
}

impl<'watchdog> Interruptible<'watchdog> {
    /// From here on signals no longer end this program; `watchdog` learns what runs.
    pub(crate) fn new(watchdog: &'watchdog Watchdog) -> anyhow::Result<Self> {
        let shared = Arc::new(Shared::default());
        let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
        let heard = Arc::clone(&shared);
        std::thread::spawn(move || {
            for _ in signals.forever() {
                heard.interrupted.store(true, Ordering::SeqCst);
                interrupt(heard.group.load(Ordering::SeqCst));
            }
        });
        Ok(Self { shared, watchdog })
    }

    /// Runs a program to its end; its temporary files go with the run.
    pub(crate) fn run(&self, command: &mut Command) -> anyhow::Result<()> {
        let name = shown(command);
        let mut child = command
            .env("TMPDIR", self.watchdog.temporary()?)
            .process_group(0)
            .spawn()
            .with_context(|| format!("could not run {name}"))?;
        self.shared.group.store(child.id(), Ordering::SeqCst);
        self.watchdog.note(Some(child.id()));
        if self.was_interrupted() {
            // Between the last look and the start.
            interrupt(child.id());
        }
        let status = child.wait();
        self.shared.group.store(0, Ordering::SeqCst);
        self.watchdog.note(None);
        let status = status?;
        if !status.success() {
            bail!("{name} failed ({status})");
        }
        Ok(())
    }

    /// Whether a signal came.
    pub(crate) fn was_interrupted(&self) -> bool {
        self.shared.interrupted.load(Ordering::SeqCst)
    }
}

fn interrupt(group: u32) {
    if group != 0 {
        // The shell's own `kill`: small systems have no program of that name.
        let script = "kill -s INT -- \"-$1\"";
        succeeds(Command::new("sh").args(["-c", script, "sh", &group.to_string()]));
    }
}
