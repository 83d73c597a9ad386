//! Starting, finding and stopping the server process. The caller holds the start lock throughout.

use std::ffi::{OsStr, OsString};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::account::Account;
use crate::command::Programs;
use crate::folder::Folder;
use crate::log::Log;
use crate::postmaster::Postmaster;
use crate::{Durability, Error, SUPERUSER, socket};

/// How long a server may take to accept connections; after a crash it replays its journal first.
const START_PATIENCE: Duration = Duration::from_secs(300);

/// How long a server may take to end once its connections are cut.
const STOP_PATIENCE: Duration = Duration::from_secs(120);

/// How long a server that did not get ready may take to end before it is killed.
const ABANDON_PATIENCE: Duration = Duration::from_secs(10);

const PAUSE: Duration = Duration::from_millis(30);

/// A server that accepts connections.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) socket_folder: PathBuf,
    /// Present where this process started it, which then also has to collect its exit status.
    child: Option<Child>,
}

/// What `pg_isready` sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Accepting,
    Rejecting,
    Nothing,
}

impl Server {
    /// Adopts the server that runs on the cluster, or starts one.
    pub(crate) fn adopt_or_start(
        programs: &Programs,
        folder: &Folder,
        account: Account,
        durability: Durability,
    ) -> Result<Self, Error> {
        match adopt(programs, folder, account)? {
            Some(server) => Ok(server),
            None => start(programs, folder, account, durability),
        }
    }

    /// Ends the server as an orderly shutdown: running transactions are rolled back, nothing that was
    /// committed is lost.
    pub(crate) fn stop(&mut self, programs: &Programs, folder: &Folder) -> Result<(), Error> {
        let running = Postmaster::of(&folder.cluster());
        if running.is_some() {
            let mut command = programs.command("pg_ctl");
            command.args(["stop", "--mode", "fast", "--no-wait", "--silent"]);
            command.arg("--pgdata").arg(folder.cluster());
            let output = programs.output(&mut command)?;
            // It may have ended by itself in between, which is all that was wanted.
            if !output.status.success() && Postmaster::of(&folder.cluster()).is_some() {
                let output = String::from_utf8_lossy(&output.stderr).into_owned();
                return Err(Error::Program {
                    program: "pg_ctl stop",
                    output,
                });
            }
        }
        self.wait_until_gone(running.as_ref(), folder)?;
        socket::forget(folder.root());
        Ok(())
    }

    /// Waits here and not in `pg_ctl`, which takes a child that has ended but was not collected yet
    /// for a running server.
    fn wait_until_gone(&mut self, running: Option<&Postmaster>, folder: &Folder) -> Result<(), Error> {
        let deadline = Instant::now() + STOP_PATIENCE;
        loop {
            let collected = self
                .child
                .as_mut()
                .is_none_or(|child| !matches!(child.try_wait(), Ok(None)));
            if collected && running.is_none_or(|postmaster| !postmaster.serves(&folder.cluster())) {
                return Ok(());
            }
            if Instant::now() > deadline {
                let output = format!("the server still runs after {} s", STOP_PATIENCE.as_secs());
                return Err(Error::Program {
                    program: "pg_ctl stop",
                    output,
                });
            }
            sleep(PAUSE);
        }
    }
}

/// Waits for a server that is there already: it may be ready, still starting, or on its way out.
fn adopt(programs: &Programs, folder: &Folder, account: Account) -> Result<Option<Server>, Error> {
    let deadline = Instant::now() + START_PATIENCE;
    loop {
        let Some(postmaster) = Postmaster::of(&folder.cluster()) else {
            return Ok(None);
        };
        if let Some(socket_folder) = postmaster.socket_folder
            && answer(programs, &socket_folder)? == Answer::Accepting
        {
            return Ok(Some(Server {
                socket_folder,
                child: None,
            }));
        }
        if Instant::now() > deadline {
            let (log, _) = Log::begin(&folder.log(), account)?;
            let reason = format!("process {} is there but does not answer", postmaster.process);
            return Err(log.start_failed(reason));
        }
        sleep(PAUSE);
    }
}

fn start(
    programs: &Programs,
    folder: &Folder,
    account: Account,
    durability: Durability,
) -> Result<Server, Error> {
    let socket_folder = socket::folder_for(folder.root(), account)?;
    let (log, file) = Log::begin(&folder.log(), account)?;
    let second = file.try_clone().map_err(Error::at(folder.log()))?;
    let mut command = programs.command("postgres");
    command.arg("-D").arg(folder.cluster()).args(["-p", "5432"]);
    let mut directories = OsString::from("unix_socket_directories=");
    directories.push(quoted(socket_folder.as_os_str()));
    command.arg("-c").arg(directories);
    for setting in settings(durability) {
        command.args(["-c", setting]);
    }
    // A process group of its own: Ctrl-C in a terminal reaches every process of the terminal's group,
    // and this one has to outlast those who still write to it.
    command.stdout(file).stderr(second).process_group(0);
    let mut child = command.spawn().map_err(|source| Error::Spawn {
        program: programs.path("postgres"),
        source,
    })?;
    match wait_until_ready(programs, &socket_folder, &mut child, &log) {
        Ok(()) => Ok(Server {
            socket_folder,
            child: Some(child),
        }),
        Err(error) => {
            abandon(programs, child);
            Err(error)
        }
    }
}

/// Ends a server that did not get ready, perhaps before it wrote its `postmaster.pid`. Failing to is
/// not reported: the error that led here is.
fn abandon(programs: &Programs, mut child: Child) {
    let mut command = programs.command("pg_ctl");
    command.args(["kill", "INT", &child.id().to_string()]);
    let _ = programs.output(&mut command);
    let deadline = Instant::now() + ABANDON_PATIENCE;
    while Instant::now() < deadline {
        if !matches!(child.try_wait(), Ok(None)) {
            return;
        }
        sleep(PAUSE);
    }
    let _ = child.kill();
    let _ = child.wait();
}

fn wait_until_ready(
    programs: &Programs,
    socket_folder: &Path,
    child: &mut Child,
    log: &Log,
) -> Result<(), Error> {
    let deadline = Instant::now() + START_PATIENCE;
    while answer(programs, socket_folder)? != Answer::Accepting {
        if let Ok(Some(status)) = child.try_wait() {
            return Err(log.start_failed(format!("it ended with {status}")));
        }
        if Instant::now() > deadline {
            return Err(log.start_failed(format!("no answer within {} s", START_PATIENCE.as_secs())));
        }
        sleep(PAUSE);
    }
    Ok(())
}

fn answer(programs: &Programs, socket_folder: &Path) -> Result<Answer, Error> {
    let mut command = programs.command("pg_isready");
    command.arg("--host").arg(socket_folder);
    command.args([
        "--port",
        "5432",
        "--username",
        SUPERUSER,
        "--dbname",
        "postgres",
        "--quiet",
    ]);
    Ok(match programs.output(&mut command)?.status.code() {
        Some(0) => Answer::Accepting,
        Some(1) => Answer::Rejecting,
        _ => Answer::Nothing,
    })
}

fn settings(durability: Durability) -> &'static [&'static str] {
    match durability {
        Durability::Durable => &[
            "listen_addresses=",
            "unix_socket_permissions=0700",
            "logging_collector=off",
            "fsync=on",
            "max_connections=200",
        ],
        Durability::Throwaway => &[
            "listen_addresses=",
            "unix_socket_permissions=0700",
            "logging_collector=off",
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "wal_level=minimal",
            "max_wal_senders=0",
            "max_connections=300",
        ],
    }
}

/// A folder as one element of `unix_socket_directories`, which is a list separated by commas.
fn quoted(folder: &OsStr) -> OsString {
    let mut quoted = OsString::from("\"");
    for (position, part) in folder.to_string_lossy().split('"').enumerate() {
        if position > 0 {
            quoted.push("\"\"");
        }
        quoted.push(part);
    }
    quoted.push("\"");
    quoted
}
