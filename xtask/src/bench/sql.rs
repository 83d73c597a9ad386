//! Asking the database itself, by psql.

use std::process::Command;

use private_postgres::{Cluster, SUPERUSER};

use crate::process::run_quietly;

/// One of PostgreSQL's client programs, told where the cluster is.
pub(crate) fn program(cluster: &Cluster, name: &str) -> Command {
    let mut command = Command::new(cluster.binaries().program(name));
    command
        .env("PGHOST", cluster.socket_folder())
        .env("PGPORT", "5432")
        .env("PGUSER", SUPERUSER);
    command
}

/// Runs statements one by one, outside any transaction; returns the rows of all, tabs between the columns.
pub(crate) fn query(cluster: &Cluster, database: &str, statements: &[&str]) -> anyhow::Result<Vec<String>> {
    let mut command = program(cluster, "psql");
    command.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"]);
    command.args([
        "--field-separator",
        "\t",
        "--set",
        "ON_ERROR_STOP=1",
        "--dbname",
        database,
    ]);
    for statement in statements {
        command.args(["--command", statement]);
    }
    let rows = run_quietly(&mut command)?;
    let rows = rows.lines().filter(|row| !row.is_empty());
    Ok(rows.map(str::to_owned).collect())
}
