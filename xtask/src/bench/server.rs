//! A server to measure.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::bench::Stand;
use crate::bench::background::Background;

/// How long a server may take until it answers: it migrates first.
const PATIENCE: Duration = Duration::from_secs(120);

/// What it says once it listens.
const GREETING: &str = "Locum is at http://";

/// A running `locum serve` on the organisation, with the settings it is installed with.
pub(crate) struct Server {
    pub(crate) process: Background,
    /// Where it listens, such as `127.0.0.1:41233`.
    pub(crate) address: String,
}

impl Server {
    /// Starts it and waits until it listens. `options` are PostgreSQL's, for its connections.
    pub(crate) fn start(stand: &Stand<'_>, options: &str) -> anyhow::Result<Self> {
        let url = format!("{}{options}", stand.cluster.owner_url(private_postgres::DATABASE));
        let mut command = Command::new(&stand.server);
        command
            .arg("serve")
            .env("LOCUM_LISTEN", "127.0.0.1:0")
            // A quick machine creates more tasks a second through the API than one token may by default.
            .env("LOCUM_API_RATE", "1000000")
            .env("DATABASE_URL", url);
        Self::of(stand, &mut command)
    }

    /// Starts what becomes a server, and waits until it listens.
    pub(crate) fn of(stand: &Stand<'_>, command: &mut Command) -> anyhow::Result<Self> {
        // A line a request, as in production.
        let log = stand.scratch.join("server.log");
        command.stderr(File::create(&log)?);
        let mut process = Background::start(command)?;
        let address = wait(&mut process, &log)?;
        Ok(Self { process, address })
    }
}

/// Waits until it listens, by what it writes into its log; returns where.
pub(crate) fn wait(process: &mut Background, log: &Path) -> anyhow::Result<String> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let is_running = process.is_running();
        let said = String::from_utf8_lossy(&fs::read(log)?).into_owned();
        if let Some((_, rest)) = said.split_once(GREETING)
            && rest.contains('\n')
        {
            let address = rest.split_whitespace().next();
            return Ok(address.context("the server tells no address")?.to_owned());
        }
        if !is_running || Instant::now() > deadline {
            bail!("the server did not start:\n{said}");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}
