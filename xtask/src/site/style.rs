//! The styles: all of `style/`, checked, made ready for the browsers aimed at, in one file.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::printer::PrinterOptions;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions};
use lightningcss::targets::{Browsers, Targets};
use sha2::{Digest, Sha256};

use crate::site::script::short;
use crate::workspace::{Profile, Workspace};

/// What comes before the features, in this order: later rules win over earlier ones.
const FIRST: [&str; 2] = ["tokens.css", "base.css"];

/// The file that, where there is one, imports all others in the order it wants.
const ENTRY: &str = "main.css";

/// Writes the style sheet into `pkg`; returns its name.
pub(crate) fn write(workspace: &Workspace, profile: Profile, pkg: &Path) -> anyhow::Result<String> {
    let minify = profile == Profile::Release;
    let mut css = String::new();
    for file in sources(&workspace.root().join("style"))? {
        css.push_str(&compile(&file, minify)?);
        css.push('\n');
    }
    let name = format!("locum-{}.css", short(&Sha256::digest(css.as_bytes())));
    fs::write(pkg.join(&name), css)?;
    Ok(name)
}

fn sources(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("no styles in {}", folder.display()))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".css") {
            names.push(name);
        }
    }
    Ok(in_order(names)
        .into_iter()
        .map(|name| folder.join(name))
        .collect())
}

fn in_order(mut names: Vec<String>) -> Vec<String> {
    if names.iter().any(|name| name == ENTRY) {
        return vec![ENTRY.to_owned()];
    }
    names.sort_by_key(|name| {
        let place = FIRST
            .iter()
            .position(|first| first == name)
            .unwrap_or(FIRST.len());
        (place, name.clone())
    });
    names
}

fn compile(file: &Path, minify: bool) -> anyhow::Result<String> {
    // The errors borrow the sources, so they are put into words here.
    let failed = |error: &dyn std::fmt::Display| anyhow!("{}: {error}", file.display());
    let files = FileProvider::new();
    let mut bundler = Bundler::new(&files, None, ParserOptions::default());
    let mut sheet = bundler.bundle(file).map_err(|error| failed(&error))?;
    let targets = targets();
    sheet
        .minify(MinifyOptions {
            targets,
            ..MinifyOptions::default()
        })
        .map_err(|error| failed(&error))?;
    let printed = sheet
        .to_css(PrinterOptions {
            minify,
            targets,
            ..PrinterOptions::default()
        })
        .map_err(|error| failed(&error))?;
    Ok(printed.code)
}

/// Browsers of the last three years: nesting, `:has()`, `light-dark()` may still need a translation.
fn targets() -> Targets {
    let version = |major: u32, minor: u32| Some(major << 16 | minor << 8);
    Targets::from(Browsers {
        chrome: version(120, 0),
        edge: version(120, 0),
        firefox: version(121, 0),
        safari: version(17, 2),
        ios_saf: version(17, 2),
        ..Browsers::default()
    })
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn features_come_after_what_they_build_on() {
        let names = ["tasks.css", "base.css", "absences.css", "tokens.css"]
            .map(str::to_owned)
            .to_vec();
        assert_eq!(
            in_order(names),
            ["tokens.css", "base.css", "absences.css", "tasks.css"]
        );
    }

    #[test]
    fn an_entry_file_decides_by_itself() {
        let names = ["base.css", "main.css"].map(str::to_owned).to_vec();
        assert_eq!(in_order(names), ["main.css"]);
    }
}
