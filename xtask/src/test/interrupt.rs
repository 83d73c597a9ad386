//! Running programs so that Ctrl-C ends them and not the one who has to tidy up after them.
//!
//! Each gets a process group of its own and is sent SIGINT once, whether this program was interrupted on a terminal or by
//! `kill`. Several may run at the same time.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::{Context, bail};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::process::{shown, succeeds};
use crate::test::watchdog::Watchdog;

/// Runs programs and passes interruptions on to them.
pub(crate) struct Interruptible<'watchdog> {
    shared: Arc<Shared>,
    watchdog: &'watchdog Watchdog,
}

#[derive(Default)]
struct Shared {
    interrupted: AtomicBool,
    /// Process groups of the programs that run.
    groups: Mutex<Vec<u32>>,
}

impl Shared {
    fn change_groups(&self, change: impl FnOnce(&mut Vec<u32>)) -> Vec<u32> {
        let mut groups = self.groups.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut groups);
        groups.clone()
    }
}

impl<'watchdog> Interruptible<'watchdog> {
    /// From here on signals no longer end this program; `watchdog` learns what runs.
    pub(crate) fn new(watchdog: &'watchdog Watchdog) -> anyhow::Result<Self> {
        let shared = Arc::new(Shared::default());
        let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
        let heard = Arc::clone(&shared);
        thread::spawn(move || {
            for _ in signals.forever() {
                heard.interrupted.store(true, Ordering::SeqCst);
                for group in heard.change_groups(|_| {}) {
                    interrupt(group);
                }
            }
        });
        Ok(Self { shared, watchdog })
    }

    /// Runs a program to its end; its temporary files go with the run.
    pub(crate) fn run(&self, command: &mut Command) -> anyhow::Result<()> {
        let name = shown(command);
        let child = self.start(command)?;
        self.wait(child, &name)
    }

    /// Runs a program to its end and hands on what it says, line by line, also to `listener`.
    pub(crate) fn run_heard(
        &self,
        command: &mut Command,
        listener: impl Fn(&str) + Sync,
    ) -> anyhow::Result<()> {
        let name = shown(command);
        let mut child = self.start(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
        let (output, errors) = (child.stdout.take(), child.stderr.take());
        thread::scope(|scope| {
            scope.spawn(|| {
                each_line(output, |line| {
                    listener(line);
                    println!("{line}");
                })
            });
            scope.spawn(|| {
                each_line(errors, |line| {
                    listener(line);
                    eprintln!("{line}");
                })
            });
            let group = child.id();
            let ended = self.wait(child, &name);
            // Whatever it left behind would keep the pipes open.
            interrupt(group);
            ended
        })
    }

    fn start(&self, command: &mut Command) -> anyhow::Result<Child> {
        let child = command
            .env("TMPDIR", self.watchdog.temporary()?)
            .process_group(0)
            .spawn()
            .with_context(|| format!("could not run {}", shown(command)))?;
        let groups = self.shared.change_groups(|groups| groups.push(child.id()));
        self.watchdog.note(&groups);
        if self.was_interrupted() {
            // Between the last look and the start.
            interrupt(child.id());
        }
        Ok(child)
    }

    fn wait(&self, mut child: Child, name: &str) -> anyhow::Result<()> {
        let status = child.wait();
        let groups = self
            .shared
            .change_groups(|groups| groups.retain(|group| *group != child.id()));
        self.watchdog.note(&groups);
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

/// Calls `act` for each line, until the other end is closed.
fn each_line(from: Option<impl Read>, act: impl Fn(&str)) {
    let Some(from) = from else { return };
    for line in BufReader::new(from).split(b'\n') {
        let Ok(line) = line else { return };
        act(&String::from_utf8_lossy(&line));
    }
}

fn interrupt(group: u32) {
    // The shell's own `kill`: small systems have no program of that name.
    let script = "kill -s INT -- \"-$1\"";
    succeeds(Command::new("sh").args(["-c", script, "sh", &group.to_string()]));
}
