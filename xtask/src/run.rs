//! Starting Locum for somebody who wants to see it.

mod demo_password;

use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;

use crate::build;
use crate::setup::{self, Need};
use crate::workspace::{Profile, Workspace};

/// Sets up what is missing, builds, and becomes the server: signals and the exit code are its own.
pub(crate) fn run(workspace: &Workspace, profile: Profile) -> anyhow::Result<()> {
    let has_database = env::var_os("DATABASE_URL").is_some();
    let mut needs = build::needs(profile).to_vec();
    if !has_database {
        needs.push(Need::Postgres);
    }
    setup::ensure(workspace, &needs)?;
    let binary = build::build(workspace, profile)?;

    let data = data_directory(workspace)?;
    let kept = if has_database {
        data.clone()
    } else {
        private_postgres::effective_data_directory(&data)?
    };
    create(&kept)?;
    let password = demo_password::get(&kept)?;
    let mut server = Command::new(&binary);
    server.args(["serve", "--demo"]).current_dir(workspace.root());
    server
        .env("LOCUM_ENV", "development")
        .env("LOCUM_DATA_DIR", &data)
        .env("LOCUM_DEMO_PASSWORD", password);
    let error = server.exec();
    Err(error).with_context(|| format!("could not start {}", binary.display()))
}

/// Relative to where the person is; `data` in the repository otherwise.
fn data_directory(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    match env::var_os("LOCUM_DATA_DIR").filter(|folder| !folder.is_empty()) {
        Some(folder) => Ok(std::path::absolute(folder)?),
        None => Ok(workspace.root().join("data")),
    }
}

/// Others may pass through it, whatever the umask: PostgreSQL's own user has to, where one is root.
fn create(folder: &Path) -> anyhow::Result<()> {
    let failed = || format!("cannot use the data directory {}", folder.display());
    if !folder.exists() {
        fs::create_dir_all(folder).with_context(failed)?;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).with_context(failed)?;
    }
    Ok(())
}
