//! The API against its own description, by schemathesis: what the description allows must be answered as it says, what it
//! does not allow must be refused, and nothing that can be sent may be a defect. Always the same cases.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Context;
use private_postgres::Cluster;

use crate::bench::background::Background;
use crate::bench::server::wait;
use crate::bench::sql::query;
use crate::process::run_quietly;
use crate::setup::python;
use crate::test::interrupt::Interruptible;
use crate::workspace::Workspace;

/// A database of its own, with the demo organisation: the examples of the description are about its people.
const DATABASE: &str = "locum_api";

const SCOPES: [&str; 5] = [
    "tasks:read",
    "tasks:write",
    "tasks:decide",
    "people:read",
    "access:read",
];

/// What every answer is held against. Left out is `positive_data_acceptance`: that a username is well formed does not
/// make it somebody's.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,\
    response_schema_conformance,negative_data_rejection,missing_required_header,unsupported_method,\
    allow_header_conformance,ignored_auth";

/// Cases made up for each call, besides the examples and the systematic ones.
const MADE_UP: &str = "60";

/// Starts a server on the demo organisation and has its API fuzzed.
pub(crate) fn test(
    workspace: &Workspace,
    binary: &Path,
    cluster: &Cluster,
    folder: &Path,
    runner: &Interruptible<'_>,
) -> anyhow::Result<()> {
    query(cluster, "postgres", &[&format!("CREATE DATABASE {DATABASE}")])?;
    run_quietly(locum(binary, cluster).args(["demo", "load"]))?;
    let mut create = locum(binary, cluster);
    create.args(["token", "create", "schemathesis"]);
    for scope in SCOPES {
        create.args(["--scope", scope]);
    }
    let token = run_quietly(&mut create)?;

    let log = folder.join("api-server.log");
    let mut serve = locum(binary, cluster);
    serve
        .arg("serve")
        .env("LOCUM_LISTEN", "127.0.0.1:0")
        .env("LOCUM_METRICS_LISTEN", "")
        .stderr(File::create(&log)?);
    let mut server = Background::start(&mut serve)?;
    let address = wait(&mut server, &log)?;
    runner.run(&mut schemathesis(workspace, folder, &address, token.trim())?)
}

fn locum(binary: &Path, cluster: &Cluster) -> Command {
    let mut command = Command::new(binary);
    command
        .env("DATABASE_URL", cluster.server_url(DATABASE))
        .env("LOCUM_DATABASE_OWNER_URL", cluster.owner_url(DATABASE))
        .env("LOCUM_ENV", "development")
        .env("LOCUM_LOG", "warn")
        .env("LOCUM_DEMO_PASSWORD", "only-for-testing");
    command
}

fn schemathesis(workspace: &Workspace, folder: &Path, address: &str, token: &str) -> anyhow::Result<Command> {
    let mut command = Command::new(program(workspace)?);
    command
        .arg("run")
        .arg(format!("http://{address}/api/v1/openapi.json"))
        .arg(format!("--header=Authorization: Bearer {token}"))
        .args(["--checks", CHECKS, "--phases", "examples,coverage,fuzzing"])
        .args(["--generation-deterministic", "--max-examples", MADE_UP])
        .args([
            "--workers",
            "1",
            "--request-timeout",
            "10",
            "--warnings",
            "off",
            "--no-color",
        ]);
    // What it writes, such as reports, goes with the run.
    command.current_dir(folder).stdin(Stdio::null());
    Ok(command)
}

fn program(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let python = python::program(workspace);
    let folder = python.parent().context("Python stands in no folder")?;
    Ok(folder.join("schemathesis"))
}
