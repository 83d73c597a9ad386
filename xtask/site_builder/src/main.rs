//! Makes the site, everything a browser loads, out of the compiled frontend, `style/` and `public/`; `cargo xtask` runs it.
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
//! Each profile has a site of its own, in `target/site/debug` and `target/site/release`: building one disturbs no server
//! of the other. A new site is made beside the old one and then takes its place, so nobody ever sees half of one.
//!
//! A program of its own, so that it is compiled beside the server and the frontend, and not before them.

#[cfg(feature = "optimised")]
mod compress;
mod manifest;
mod optimise;
mod public;
mod script;
mod shares;
mod sizes;
mod stamp;
mod style;

use std::env;
use std::fmt::Display;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};

use crate::manifest::Manifest;

/// How the site is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Profile {
    /// As it is written.
    Dev,
    /// Small and compressed.
    Release,
}

/// What a site is made from, and where it goes.
#[derive(Debug)]
struct Inputs {
    profile: Profile,
    /// The repository.
    root: PathBuf,
    /// The module that cargo made.
    wasm: PathBuf,
    /// The site's folder.
    site: PathBuf,
}

fn main() -> ExitCode {
    match inputs().and_then(|inputs| build(&inputs)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn inputs() -> anyhow::Result<Inputs> {
    let mut arguments = env::args_os().skip(1);
    let profile = arguments.next();
    let [root, wasm, site] = arguments
        .map(PathBuf::from)
        .collect::<Vec<_>>()
        .try_into()
        .map_err(|_: Vec<PathBuf>| anyhow::anyhow!("usage: site_builder dev|release ROOT WASM SITE"))?;
    let profile = match profile.as_deref().and_then(|profile| profile.to_str()) {
        Some("dev") => Profile::Dev,
        Some("release") => Profile::Release,
        _ => bail!("the profile is `dev` or `release`"),
    };
    Ok(Inputs {
        profile,
        root,
        wasm,
        site,
    })
}

/// Tells what is being done.
fn step(text: impl Display) {
    eprintln!("{text}…");
}

/// Builds the site, or sees that nothing has changed since it was built.
fn build(inputs: &Inputs) -> anyhow::Result<()> {
    let site = &inputs.site;
    let parent = site.parent().context("the site has no folder around it")?;
    fs::create_dir_all(parent)?;
    let beside = |ending: &str| site.with_extension(ending);
    let lock = File::create(beside("lock"))?;
    // Two commands at a time would swap each other's half-made sites in.
    lock.lock()?;

    let stamp = stamp::of_inputs(inputs)?;
    let stamp_file = beside("stamp");
    let is_current = fs::read_to_string(&stamp_file).is_ok_and(|last| last == stamp);
    if is_current && site.join(Manifest::FILE).is_file() {
        return Ok(());
    }

    step("Making the site");
    let fresh = beside("new");
    remove(&fresh)?;
    assemble(inputs, &fresh)?;

    let old = beside("old");
    remove(&stamp_file)?;
    remove(&old)?;
    if site.exists() {
        fs::rename(site, &old)?;
    }
    fs::rename(&fresh, site)?;
    remove(&old)?;
    fs::write(&stamp_file, stamp)?;
    Ok(())
}

fn assemble(inputs: &Inputs, site: &Path) -> anyhow::Result<()> {
    let pkg = site.join("pkg");
    fs::create_dir_all(&pkg)?;
    let output_name = script::write(inputs, &pkg).context("could not make the scripts")?;
    let css = style::write(inputs, &pkg)?;
    public::copy(&inputs.root.join("public"), site)?;
    Manifest {
        output_name: &output_name,
        css: &format!("/pkg/{css}"),
    }
    .write(site)?;
    match inputs.profile {
        Profile::Dev => sizes::check_plain(&pkg, &output_name),
        Profile::Release => finish(site, &pkg, &output_name),
    }
}

#[cfg(feature = "optimised")]
fn finish(site: &Path, pkg: &Path, output_name: &str) -> anyhow::Result<()> {
    compress::beside_each(site)?;
    sizes::check(pkg, output_name)
}

#[cfg(not(feature = "optimised"))]
fn finish(_: &Path, _: &Path, _: &str) -> anyhow::Result<()> {
    bail!("this program was built without the feature `optimised`")
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
