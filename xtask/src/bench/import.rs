//! `locum people import` of everybody in the organisation into an empty database.

use std::fs::{self, File};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::bench::background::Background;
use crate::bench::figure::Figure;
use crate::bench::organisation::PEOPLE;
use crate::bench::sql::query;
use crate::bench::{Measurement, Stand};

const EMPTY: &str = "imported";

/// The import's time and memory.
pub(crate) struct Import;

impl Measurement for Import {
    fn name(&self) -> &'static str {
        "the import of people"
    }

    fn measure(&self, stand: &Stand<'_>) -> anyhow::Result<Vec<Figure>> {
        let file = stand.scratch.join("people.csv");
        let whole = stand.cluster.owner_url(private_postgres::DATABASE);
        let mut export = Command::new(&stand.server);
        export.args(["people", "export"]).env("DATABASE_URL", whole);
        export.stdout(File::create(&file)?);
        stand.runner.run(&mut export)?;

        let drop = format!("DROP DATABASE IF EXISTS {EMPTY} WITH (FORCE)");
        let create = format!("CREATE DATABASE {EMPTY}");
        query(&stand.cluster, "postgres", &[&drop, &create, "CHECKPOINT"])?;
        let locum = || {
            let mut command = Command::new(&stand.server);
            command.env("DATABASE_URL", stand.cluster.owner_url(EMPTY));
            command
        };
        stand.runner.run(locum().arg("migrate"))?;
        let measured = import(locum().args(["people", "import"]).arg(&file));
        let people = query(&stand.cluster, EMPTY, &["SELECT count(*) FROM people"])?;
        query(&stand.cluster, "postgres", &[&drop])?;
        fs::remove_file(file)?;
        anyhow::ensure!(people == [PEOPLE.to_string()], "not everybody was imported");
        let (seconds, megabytes) = measured?;
        let name = format!("import of {PEOPLE} people");
        Ok(vec![
            Figure::new(&name, seconds, "s"),
            Figure::new(format!("{name}, peak memory"), megabytes, "MB"),
        ])
    }
}

/// Seconds, and the most memory the process had.
fn import(command: &mut Command) -> anyhow::Result<(f64, f64)> {
    let begun = Instant::now();
    let mut process = Background::start(command)?;
    let mut peak = 0.0;
    while process.is_running() {
        // The kernel keeps the peak, so that looking now and then is enough; at its end the process has none.
        if let Ok(kilobytes) = process.memory("VmHWM:") {
            peak = kilobytes;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok((begun.elapsed().as_secs_f64(), peak * 1024.0 / 1e6))
}
