//! The styles: all of `style/`, in the order in which `main.css` imports them, in one file.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use sha2::{Digest, Sha256};

use crate::script::short;
use crate::{Inputs, Profile};

/// The file that imports all others, and holds nothing else.
const ENTRY: &str = "main.css";

/// Writes the style sheet into `pkg`; returns its name.
pub(crate) fn write(inputs: &Inputs, pkg: &Path) -> anyhow::Result<String> {
    let entry = inputs.root.join("style").join(ENTRY);
    let css = match inputs.profile {
        Profile::Dev => bundled(&entry)?,
        Profile::Release => optimised(&entry)?,
    };
    let name = format!("locum-{}.css", short(&Sha256::digest(css.as_bytes())));
    fs::write(pkg.join(&name), css)?;
    Ok(name)
}

/// The imported files one after the other, as they are: browsers of today read them so.
fn bundled(entry: &Path) -> anyhow::Result<String> {
    let folder = entry.parent().context("the styles have no folder")?;
    let text = fs::read_to_string(entry).with_context(|| format!("no styles in {}", folder.display()))?;
    let mut css = String::new();
    for name in imports(&text).with_context(|| format!("in {}", entry.display()))? {
        let file = folder.join(name);
        let part = fs::read_to_string(&file).with_context(|| format!("no style {}", file.display()))?;
        css.push_str(&part);
        css.push('\n');
    }
    Ok(css)
}

/// The files that an entry imports, in its order.
fn imports(entry: &str) -> anyhow::Result<Vec<&str>> {
    let mut names = Vec::new();
    let mut rest = entry.trim_start();
    while !rest.is_empty() {
        rest = if let Some(comment) = rest.strip_prefix("/*") {
            comment.split_once("*/").context("a comment without an end")?.1
        } else if let Some((name, after)) = rest
            .strip_prefix("@import \"")
            .and_then(|import| import.split_once("\";"))
        {
            names.push(name);
            after
        } else {
            bail!(
                "only `@import \"name.css\";` may stand here, not: {}",
                first_line(rest)
            );
        }
        .trim_start();
    }
    Ok(names)
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[cfg(not(feature = "optimised"))]
fn optimised(_: &Path) -> anyhow::Result<String> {
    bail!("this program was built without the feature `optimised`")
}

/// Checked, made ready for the browsers aimed at, and small.
#[cfg(feature = "optimised")]
fn optimised(entry: &Path) -> anyhow::Result<String> {
    use lightningcss::bundler::{Bundler, FileProvider};
    use lightningcss::printer::PrinterOptions;
    use lightningcss::stylesheet::{MinifyOptions, ParserOptions};

    // The errors borrow the sources, so they are put into words here.
    let failed = |error: &dyn std::fmt::Display| anyhow::anyhow!("{}: {error}", entry.display());
    let files = FileProvider::new();
    let mut bundler = Bundler::new(&files, None, ParserOptions::default());
    let mut sheet = bundler.bundle(entry).map_err(|error| failed(&error))?;
    let targets = targets();
    sheet
        .minify(MinifyOptions {
            targets,
            ..MinifyOptions::default()
        })
        .map_err(|error| failed(&error))?;
    let printed = sheet
        .to_css(PrinterOptions {
            minify: true,
            targets,
            ..PrinterOptions::default()
        })
        .map_err(|error| failed(&error))?;
    Ok(printed.code)
}

/// Browsers of the last three years: nesting, `:has()`, `light-dark()` may still need a translation.
#[cfg(feature = "optimised")]
fn targets() -> lightningcss::targets::Targets {
    use lightningcss::targets::{Browsers, Targets};

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
    use super::{bundled, imports};
    use std::path::Path;

    #[test]
    fn the_entry_decides_the_order() {
        let entry = "/* In this order. */\n@import \"tokens.css\";\n@import \"base.css\"; /* last */\n";
        assert_eq!(imports(entry).unwrap(), ["tokens.css", "base.css"]);
        assert!(imports("@import \"a.css\";\nbody { margin: 0 }").is_err());
    }

    #[test]
    fn every_style_is_imported() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../style");
        let css = bundled(&folder.join("main.css")).unwrap();
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(
                path.ends_with("main.css") || css.contains(&text),
                "{}",
                path.display()
            );
        }
    }

    #[cfg(feature = "optimised")]
    #[test]
    fn the_styles_can_be_read_and_made_small() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../style");
        let entry = folder.join("main.css");
        let (small, plain) = (super::optimised(&entry).unwrap(), bundled(&entry).unwrap());
        assert!(small.len() * 10 > plain.len() * 3 && small.len() < plain.len());
    }
}
