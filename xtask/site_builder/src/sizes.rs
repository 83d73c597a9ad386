//! How much a browser loads, and where that ends being acceptable.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};

use crate::compress::with;

/// What script and module may take together, compressed by brotli: 110 kB. Islands that wake the server's markup
/// keep well below it; those that draw with Leptos in the browser cost about 20 kB each.
const LARGEST: u64 = 110_000;

/// Islands and their runtime are never smaller than this, uncompressed: 20 kB.
const SMALLEST: u64 = 20_000;

/// Tells the sizes of script and module, and fails where they are out of bounds.
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
    use super::bounds;

    #[test]
    fn too_small_and_too_large_are_refused() {
        assert!(bounds(400_000, 95_000).is_ok());
        assert!(bounds(12_000, 5_000).is_err());
        assert!(bounds(400_000, 110_001).is_err());
    }
}
