//! Setting up a machine: each command names what it needs, what is there already costs nothing, what
//! is missing is installed, and what cannot be installed is named with the command that does it.

mod apt;
pub(crate) mod chromium;
mod debian_wasm;
mod directory;
mod fuzz;
mod nextest;
pub(crate) mod node;
mod npm;
mod postgres;
pub(crate) mod python;
pub(crate) mod wasm;
mod wrk;

use anyhow::bail;

use crate::workspace::Workspace;

/// Something a command cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// PostgreSQL's server programs.
    Postgres,
    /// A compiler for WebAssembly.
    Wasm,
    /// The npm packages of `end2end/`: wasm-opt and Playwright.
    NpmPackages,
    /// A browser, and a Node.js that is new enough for Playwright.
    Browser,
    /// The test runner.
    Nextest,
    /// What the tests run of Python's: a mail server.
    Python,
    /// OpenLDAP: directories that tests start.
    Directory,
    /// What asks for pages when the server is measured; only `bench` needs it.
    Wrk,
    /// What tries the people file's reader with made-up files; only `fuzz` needs it.
    Fuzz,
}

impl Need {
    /// Everything that running, building and testing need.
    pub(crate) const ALL: [Self; 7] = [
        Self::Postgres,
        Self::Wasm,
        Self::NpmPackages,
        Self::Browser,
        Self::Nextest,
        Self::Python,
        Self::Directory,
    ];
}

/// Sees to it that all `needs` are there.
///
/// # Errors
/// Lists everything that is missing, so that one round of installing by hand is enough.
pub(crate) fn ensure(workspace: &Workspace, needs: &[Need]) -> anyhow::Result<()> {
    let mut packages = apt::Apt::default();
    let mut missing: Vec<String> = Vec::new();
    for need in needs {
        let outcome = match need {
            Need::Postgres => postgres::ensure(&mut packages),
            Need::Wasm => wasm::ensure(workspace, &mut packages),
            Need::NpmPackages => npm::ensure(workspace, &mut packages),
            Need::Browser => {
                node::ensure(workspace, &mut packages).and_then(|()| chromium::ensure(&mut packages))
            }
            Need::Nextest => nextest::ensure(workspace),
            Need::Python => python::ensure(workspace, &mut packages),
            Need::Directory => directory::ensure(&mut packages),
            Need::Wrk => wrk::ensure(&mut packages),
            Need::Fuzz => fuzz::ensure(),
        };
        if let Err(error) = outcome {
            missing.push(format!("{error:#}"));
        }
    }
    if !missing.is_empty() {
        bail!(
            "something is missing that could not be installed:\n- {}",
            missing.join("\n- ")
        );
    }
    Ok(())
}
