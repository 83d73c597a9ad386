//! How soon `cargo xtask run` answers when there is nothing to set up and nothing to build.

use std::process::Command;
use std::time::Instant;

use anyhow::Context;

use crate::bench::client;
use crate::bench::figure::Figure;
use crate::bench::server::Server;
use crate::bench::{Measurement, Stand};
use crate::build;
use crate::process::cargo;
use crate::workspace::Profile;

/// A run on a data directory that has had one.
pub(crate) struct SecondRun;

impl Measurement for SecondRun {
    fn name(&self) -> &'static str {
        "a second run"
    }

    fn is_of_the_program(&self) -> bool {
        false
    }

    fn measure(&self, stand: &Stand<'_>) -> anyhow::Result<Vec<Figure>> {
        // What was edited since the measuring began is not to be built by a run.
        build::build(&stand.workspace, Profile::Release)?;
        run(stand).context("the first run")?;
        let seconds = run(stand).context("the second run")?;
        let name = "second `cargo xtask run`, to its first answer";
        Ok(vec![Figure::new(name, seconds, "s")])
    }
}

/// Seconds to the first answer.
fn run(stand: &Stand<'_>) -> anyhow::Result<f64> {
    let mut command: Command = cargo(stand.workspace.root());
    command
        .args(["xtask", "run", "--release"])
        .env("LOCUM_DATA_DIR", stand.scratch.join("second-run"))
        .env("LOCUM_LISTEN", "127.0.0.1:0")
        .env("LOCUM_METRICS_LISTEN", "")
        .env_remove("DATABASE_URL");
    let begun = Instant::now();
    let server = Server::of(stand, &mut command)?;
    let answer = client::get(&server.address, "/login", "")?;
    anyhow::ensure!(answer.status == 200, "it answered {}", answer.status);
    Ok(begun.elapsed().as_secs_f64())
}
