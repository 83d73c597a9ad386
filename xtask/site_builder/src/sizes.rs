//! How much a browser loads, and where that ends being acceptable.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use wasmparser::{Parser, Payload};

#[cfg(feature = "optimised")]
use crate::compress::with;

/// What script and module may take together, compressed by brotli: 200 kB. Islands are drawn by Leptos in the browser too: each kind
/// of element that is drawn costs code to hydrate it, and each type that is read costs code to read it.
#[cfg(any(feature = "optimised", test))]
const LARGEST: u64 = 200_000;

/// What the module may take as the compiler leaves it in a build for development, without names: 1,920 kB, of which an optimised
/// build makes what [`LARGEST`] allows. A build for development is what the tests make, so they find out first.
const LARGEST_PLAIN: u64 = 1_920_000;

/// Islands and their runtime are never smaller than this, uncompressed: 20 kB.
#[cfg(any(feature = "optimised", test))]
const SMALLEST: u64 = 20_000;

/// Fails where the module of a build for development is so large that an optimised one would be out of bounds.
pub(crate) fn check_plain(pkg: &Path, output_name: &str) -> anyhow::Result<()> {
    let plain = without_names(&pkg.join(format!("{output_name}_bg.wasm")))?;
    if plain > LARGEST_PLAIN {
        bail!(
            "the frontend has {} kB, and at most {} kB in a build for development: `cargo xtask build --release` says what \
             browsers would load",
            kilobytes(plain),
            kilobytes(LARGEST_PLAIN)
        );
    }
    Ok(())
}

/// Tells the sizes of script and module, and fails where they are out of bounds.
#[cfg(feature = "optimised")]
pub(crate) fn check(pkg: &Path, output_name: &str) -> anyhow::Result<()> {
    let module = pkg.join(format!("{output_name}_bg.wasm"));
    let script = pkg.join(format!("{output_name}.js"));
    let plain = length(&module)?;
    let (module, script) = (length(&with(&module, "br"))?, length(&with(&script, "br"))?);
    eprintln!(
        "The frontend: {} kB of WebAssembly ({} kB compressed), {} kB of script compressed",
        kilobytes(plain),
        kilobytes(module),
        kilobytes(script)
    );
    bounds(plain, module + script)
}

#[cfg(any(feature = "optimised", test))]
fn bounds(plain: u64, compressed: u64) -> anyhow::Result<()> {
    if plain < SMALLEST {
        bail!("the frontend has only {plain} bytes: it no longer refers to app, so no island is in it");
    }
    if compressed > LARGEST {
        bail!(
            "browsers would load {} kB of script and WebAssembly; at most {} kB are allowed",
            kilobytes(compressed),
            kilobytes(LARGEST)
        );
    }
    Ok(())
}

/// The names of functions are no code.
fn without_names(module: &Path) -> anyhow::Result<u64> {
    let bytes = fs::read(module).with_context(|| format!("{} is missing", module.display()))?;
    let mut names = 0;
    for payload in Parser::new(0).parse_all(&bytes) {
        if let Payload::CustomSection(section) = payload? {
            names += section.range().len();
        }
    }
    Ok(u64::try_from(bytes.len().saturating_sub(names))?)
}

#[cfg(feature = "optimised")]
fn length(file: &Path) -> anyhow::Result<u64> {
    Ok(fs::metadata(file)
        .with_context(|| format!("{} is missing", file.display()))?
        .len())
}

fn kilobytes(bytes: u64) -> u64 {
    bytes.div_ceil(1000)
}

#[cfg(test)]
mod tests {
    use super::{LARGEST, bounds};

    #[test]
    fn too_small_and_too_large_are_refused() {
        assert!(bounds(200_000, 95_000).is_ok());
        assert!(bounds(12_000, 5_000).is_err());
        assert!(bounds(200_000, LARGEST + 1).is_err());
    }
}
