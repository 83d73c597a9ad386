//! Everything that is read rather than run: formatting, lints for both targets, documentation,
//! licences and bans.

use std::process::Command;

use anyhow::bail;

use crate::process::{cargo, run, step, succeeds};
use crate::workspace::Workspace;

/// Each check, in the order in which people want to hear of them. Clippy reads the frontend by itself:
/// in one build with the server its features would unify.
const CHECKS: [(&str, &[&str]); 6] = [
    ("Checking the formatting", &["fmt", "--all", "--check"]),
    (
        "Linting the server",
        &["clippy", "--all-targets", "--", "-D", "warnings"],
    ),
    (
        "Linting the frontend",
        &["clippy", "--package", "frontend", "--", "-D", "warnings"],
    ),
    (
        "Linting xtask",
        &[
            "clippy",
            "--package",
            "xtask",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ],
    ),
    (
        "Linting what makes the site",
        &[
            "clippy",
            "--package",
            "site_builder",
            "--all-targets",
            "--all-features",
            "--",
            "-D",
            "warnings",
        ],
    ),
    ("Checking the documentation", &["doc", "--no-deps", "--quiet"]),
];

/// Makes every check, also after one has failed.
pub(crate) fn check(workspace: &Workspace) -> anyhow::Result<()> {
    let mut failed = Vec::new();
    for (name, arguments) in CHECKS {
        step(name);
        let mut command = cargo(workspace.root());
        // rustdoc takes no flags from `build.rustflags`, and pages look different to it without this one.
        command
            .args(arguments)
            .env("RUSTDOCFLAGS", "-D warnings --cfg=erase_components");
        failed.extend(run(&mut command).err());
    }
    failed.extend(deny(workspace).err());
    if !failed.is_empty() {
        let list: Vec<_> = failed.iter().map(|error| format!("- {error:#}")).collect();
        bail!("not in order:\n{}", list.join("\n"));
    }
    Ok(())
}

fn deny(workspace: &Workspace) -> anyhow::Result<()> {
    let deny = || -> Command { cargo(workspace.root()) };
    if !succeeds(deny().args(["deny", "--version"])) {
        eprintln!(
            "Licences and bans were not checked: `cargo install cargo-deny --locked` installs what does."
        );
        return Ok(());
    }
    step("Checking licences and bans");
    run(deny().args(["deny", "check", "bans", "licenses", "sources"]))?;
    if !succeeds(deny().args(["deny", "fetch", "db"])) {
        eprintln!("Advisories were not checked: their database cannot be fetched from here.");
        return Ok(());
    }
    step("Checking advisories");
    run(deny().args(["deny", "check", "advisories"]))
}
