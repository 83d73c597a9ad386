//! A server to measure.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::bench::background::Background;
use crate::bench::{Stand, client};

/// How long a server may take until it answers: it migrates first.
const PATIENCE: Duration = Duration::from_secs(120);

/// What it says once it listens.
const GREETING: &str = "Locum is at http://";
/// What it says before that, where metrics have a listener of their own.
const METRICS: &str = "Metrics are at http://";

/// A running `locum serve` on the organisation, with the settings it is installed with.
pub(crate) struct Server {
    pub(crate) process: Background,
    /// Where it listens, such as `127.0.0.1:41233`.
    pub(crate) address: String,
    /// Where its metrics are: a version from before they had a listener of their own has them with its pages.
    metrics: String,
}

impl Server {
    /// Starts it and waits until it listens. `options` are PostgreSQL's, for its connections.
    pub(crate) fn start(stand: &Stand<'_>, options: &str) -> anyhow::Result<Self> {
        let url = format!("{}{options}", stand.cluster.owner_url(private_postgres::DATABASE));
        let mut command = Command::new(&stand.server);
        command
            .arg("serve")
            .env("LOCUM_LISTEN", "127.0.0.1:0")
            .env("LOCUM_METRICS_LISTEN", "127.0.0.1:0")
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
        let said = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
        let metrics = said
            .split_once(METRICS)
            .and_then(|(_, rest)| rest.split_once('/'));
        let metrics = metrics.map_or(&*address, |(metrics, _)| metrics).to_owned();
        Ok(Self {
            process,
            address,
            metrics,
        })
    }

    /// What it measures: the value after this name and labels, and none where nothing was counted under it.
    pub(crate) fn measured(&self, name: &str) -> anyhow::Result<Option<f64>> {
        let text = client::get(&self.metrics, "/metrics", "")?.body;
        let mut lines = text.lines().filter_map(|line| line.strip_prefix(name));
        let value = lines.find_map(|rest| rest.strip_prefix(' '));
        Ok(value.map(str::parse).transpose()?)
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
