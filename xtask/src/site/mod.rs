//! The site: everything a browser loads, laid out in `target/site` as it is served.
//!
//! ```text
//! pkg/locum-<hash>.js  pkg/locum-<hash>_bg.wasm   the islands; one hash over both
//! pkg/locum-<hash>.css                            all styles; a hash of its own
//! pkg/snippets/                                   scripts of libraries, if any brings some
//! (public/)                                       icons and fonts under their own names
//! manifest.json                                   the names above, for the server
//! *.br *.gz                                       beside each text and wasm file, when optimised
//! ```
//!
//! A new site is made beside the old one and then takes its place, so nobody ever sees half of one.

mod compress;
mod frontend;
mod manifest;
mod optimise;
mod public;
mod script;
mod sizes;
mod stamp;
mod style;

use std::fs::{self, File};
use std::path::Path;

use anyhow::Context;

use crate::process::step;
use crate::site::manifest::Manifest;
use crate::workspace::{Profile, Workspace};

/// Builds the site, or sees that nothing has changed since it was built.
pub(crate) fn build(workspace: &Workspace, profile: Profile) -> anyhow::Result<()> {
    let wasm = frontend::compile(workspace, profile)?;
    let target = workspace.target();
    let lock = File::create(target.join("site.lock"))?;
    // Two commands at a time would swap each other's half-made sites in.
    lock.lock()?;

    let stamp = stamp::of_inputs(workspace, profile, &wasm)?;
    let stamp_file = target.join("site.stamp");
    let site = target.join("site");
    let is_current = fs::read_to_string(&stamp_file).is_ok_and(|last| last == stamp);
    if is_current && site.join(Manifest::FILE).is_file() {
        return Ok(());
    }

    step("Making the site");
    let fresh = target.join("site.new");
    remove(&fresh)?;
    assemble(workspace, profile, &wasm, &fresh)?;

    let old = target.join("site.old");
    remove(&stamp_file)?;
    remove(&old)?;
    if site.exists() {
        fs::rename(&site, &old)?;
    }
    fs::rename(&fresh, &site)?;
    remove(&old)?;
    fs::write(&stamp_file, stamp)?;
    Ok(())
}

fn assemble(workspace: &Workspace, profile: Profile, wasm: &Path, site: &Path) -> anyhow::Result<()> {
    let pkg = site.join("pkg");
    fs::create_dir_all(&pkg)?;
    let output_name = script::write(workspace, profile, wasm, &pkg).context("could not make the scripts")?;
    let css = style::write(workspace, profile, &pkg)?;
    public::copy(&workspace.root().join("public"), site)?;
    Manifest {
        output_name: output_name.clone(),
        css: format!("/pkg/{css}"),
    }
    .write(site)?;
    if profile == Profile::Release {
        compress::beside_each(site)?;
        sizes::check(&pkg, &output_name)?;
    }
    Ok(())
}

fn remove(path: &Path) -> anyhow::Result<()> {
    let removed = if path.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    };
    match removed {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        other => other.with_context(|| format!("could not remove {}", path.display())),
    }
}
