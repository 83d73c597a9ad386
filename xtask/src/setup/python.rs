//! What the tests run of Python's, exactly as `xtask/requirements.txt` pins it, in an environment of its own below
//! `target/`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Context;

use crate::process::{run_quietly, step, succeeds};
use crate::setup::apt::Apt;
use crate::workspace::Workspace;

pub(crate) fn ensure(workspace: &Workspace, packages: &mut Apt) -> anyhow::Result<()> {
    let wanted = workspace.root().join("xtask/requirements.txt");
    let text = fs::read_to_string(&wanted).with_context(|| format!("could not read {}", wanted.display()))?;
    let folder = folder(workspace);
    // Written last, so that a set-up that was cut off is done again.
    let stamp = folder.join("requirements.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == text)
        && succeeds(&mut version(workspace))
    {
        return Ok(());
    }
    if !succeeds(Command::new("python3").args(["-c", "import ensurepip, venv"])) {
        packages.install(
            "Python 3 for the tests' mail server and the API's",
            &["python3", "python3-venv"],
        )?;
    }
    step("Installing the Python packages of xtask/requirements.txt");
    let by_hand = || {
        let folder = folder.display();
        let wanted = wanted.display();
        format!(
            "the Python packages: run `python3 -m venv --clear {folder}` and `{folder}/bin/pip install --requirement {wanted}`"
        )
    };
    run_quietly(
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&folder),
    )
    .with_context(by_hand)?;
    let mut command = Command::new(program(workspace));
    command.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--requirement",
    ]);
    run_quietly(command.arg(&wanted)).with_context(by_hand)?;
    fs::write(&stamp, text)?;
    Ok(())
}

/// The environment's Python; tests find it as `LOCUM_TEST_PYTHON`, and what it has installed beside it.
pub(crate) fn program(workspace: &Workspace) -> PathBuf {
    folder(workspace).join("bin/python")
}

fn version(workspace: &Workspace) -> Command {
    let mut command = Command::new(program(workspace));
    command.arg("--version");
    command
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target().join("python")
}
