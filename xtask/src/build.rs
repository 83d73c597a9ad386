//! The site and the server, at the same time where the one is not a part of the other.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;
use std::thread;

use anyhow::{Context, anyhow};

use crate::compile::{Build, Progress, packages};
use crate::frontend;
use crate::process::{cargo, find_program, run, step};
use crate::setup::Need;
use crate::setup::wasm::{TARGET, WasmToolchain};
use crate::strip;
use crate::workspace::{Profile, Workspace};

const SERVER: &str = "the server";
const FRONTEND: &str = "the frontend";
const SITE_BUILDER: &str = "the site's tools";

/// What building needs.
pub(crate) fn needs(profile: Profile) -> &'static [Need] {
    match profile {
        Profile::Dev => &[Need::Wasm],
        Profile::Release => &[Need::Wasm, Need::NpmPackages],
    }
}

/// Which programs are built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Programs {
    /// The server alone.
    Server,
    /// The server, and every test of it.
    Tests,
}

/// Builds site and server; returns the server's binary.
pub(crate) fn build(workspace: &Workspace, profile: Profile) -> anyhow::Result<PathBuf> {
    build_all(workspace, profile, Programs::Server)
}

/// Builds the site and these programs; returns the server's binary.
pub(crate) fn build_all(
    workspace: &Workspace,
    profile: Profile,
    programs: Programs,
) -> anyhow::Result<PathBuf> {
    let binary = workspace.server_binary(profile);
    let is_first = !binary.is_file();
    step(if is_first {
        "Building site and server for the first time, which takes some minutes"
    } else {
        "Building site and server"
    });
    let progress = Progress::new();
    let Plan {
        servers,
        site_builders,
        frontend,
    } = Plan::make(workspace, profile, programs, is_first)?;
    for build in servers.iter().chain(&site_builders).chain([&frontend]) {
        progress.expect(build.name, build.packages);
    }
    let server = || servers.into_iter().try_for_each(|build| progress.run(build));
    let site = || -> anyhow::Result<()> {
        site_builders
            .into_iter()
            .try_for_each(|build| progress.run(build))?;
        progress.run(frontend)?;
        make_site(workspace, profile)
    };
    match profile {
        // The server reads the site from the disk.
        Profile::Dev => both(site, server)?,
        // It holds the site in itself.
        Profile::Release => {
            site()?;
            server()?;
            strip::in_place(&binary)?;
        }
    }
    Ok(binary)
}

/// Builds the site alone.
pub(crate) fn site(workspace: &Workspace, profile: Profile) -> anyhow::Result<()> {
    let progress = Progress::new();
    let plan = Plan::make(workspace, profile, Programs::Server, false)?;
    for build in plan.site_builders.into_iter().chain([plan.frontend]) {
        progress.expect(build.name, None);
        progress.run(build)?;
    }
    make_site(workspace, profile)
}

/// Does both at the same time, and tells of either's failure.
fn both(
    one: impl FnOnce() -> anyhow::Result<()> + Send,
    other: impl FnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        let one = one.join().map_err(|_| anyhow!("a part of the build panicked"))?;
        other.and(one)
    })
}

/// The builds of a site and a server, each list in its order.
struct Plan {
    servers: Vec<Build>,
    site_builders: Vec<Build>,
    frontend: Build,
}

impl Plan {
    fn make(
        workspace: &Workspace,
        profile: Profile,
        programs: Programs,
        is_first: bool,
    ) -> anyhow::Result<Self> {
        let toolchain = WasmToolchain::find(workspace).context("there is no compiler for WebAssembly")?;
        let tree = |arguments: &[&str]| {
            let count = || packages(cargo(workspace.root()).arg("tree").args(arguments));
            is_first.then(count).transpose()
        };
        let build = |name, command: Command, packages| Build {
            name,
            command,
            packages,
        };
        if is_first {
            step("Fetching the crates");
        }
        let servers = server_commands(workspace, profile, programs);
        let tools = site_builder_commands(workspace, profile, programs);
        let of_server = tree(&["--package", "server"])?;
        let of_tools = tree(&["--package", "site_builder"])?;
        let of_frontend = tree(&["--package", "frontend", "--target", TARGET])?;
        Ok(Self {
            servers: servers
                .into_iter()
                .zip([of_server, Some(0)])
                .map(|(command, packages)| build(SERVER, command, packages))
                .collect(),
            site_builders: tools
                .into_iter()
                .zip([of_tools, Some(0)])
                .map(|(command, packages)| build(SITE_BUILDER, command, packages))
                .collect(),
            frontend: build(
                FRONTEND,
                beside_others(frontend::cargo(workspace, profile, &toolchain)?),
                of_frontend,
            ),
        })
    }
}

fn server_commands(workspace: &Workspace, profile: Profile, programs: Programs) -> Vec<Command> {
    let command = |arguments: &[&str]| {
        let mut command = cargo(workspace.root());
        command.args(arguments);
        if profile == Profile::Release {
            command.arg("--release");
        }
        command
    };
    match programs {
        Programs::Server => vec![command(&["build", "--package", "server"])],
        // The tests of whole programs bring the program with them.
        Programs::Tests => vec![
            command(&["test", "--no-run"]),
            command(&["test", "--no-run", "--package", "xtask"]),
        ],
    }
}

/// The site's tools are built for this machine in a folder of their own: neither build waits for the other. They are tested as
/// they are for a release.
fn site_builder_commands(workspace: &Workspace, profile: Profile, programs: Programs) -> Vec<Command> {
    let command = |arguments: &[&str]| {
        let mut command = beside_others(cargo(workspace.root()));
        command
            .args(arguments)
            .args(["--package", "site_builder"])
            .env("CARGO_TARGET_DIR", tools(workspace));
        if profile == Profile::Release || programs == Programs::Tests {
            command.args(["--features", "optimised"]);
        }
        command
    };
    match programs {
        Programs::Server => vec![command(&["build"])],
        Programs::Tests => vec![command(&["build"]), command(&["test", "--no-run"])],
    }
}

/// A cargo that leaves the processors to one that has more to do. The server's crates come one after the other at the end, and
/// leave one free.
fn beside_others(command: Command) -> Command {
    if find_program("nice").is_none() {
        return command;
    }
    let mut nice = Command::new("nice");
    nice.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => nice.env(name, value),
            None => nice.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        nice.current_dir(folder);
    }
    nice
}

/// The same for its tests.
pub(crate) fn site_builder_tests(workspace: &Workspace) -> [(&'static str, OsString); 1] {
    [("CARGO_TARGET_DIR", tools(workspace).into_os_string())]
}

fn tools(workspace: &Workspace) -> PathBuf {
    workspace.target().join("tools")
}

fn make_site(workspace: &Workspace, profile: Profile) -> anyhow::Result<()> {
    let mut command = Command::new(tools(workspace).join("debug/site_builder"));
    let verb = match profile {
        Profile::Dev => "dev",
        Profile::Release => "release",
    };
    command.arg(verb).arg(workspace.root());
    command
        .arg(frontend::module(workspace, profile))
        .arg(workspace.site(profile));
    run(&mut command)
}
