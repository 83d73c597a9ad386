//! How much script and WebAssembly a browser loads, and whose it is.

use std::collections::BTreeMap;
use std::fs;

use anyhow::Context;
use walkdir::WalkDir;

use crate::bench::figure::{Figure, Target};
use crate::bench::{Measurement, Stand};
use crate::workspace::Profile;

/// Everything that runs in a browser, as it travels: compressed by brotli.
pub(crate) struct SiteSize;

impl Measurement for SiteSize {
    fn name(&self) -> &'static str {
        "the size of what browsers run"
    }

    fn is_of_the_program(&self) -> bool {
        false
    }

    fn measure(&self, stand: &Stand<'_>) -> anyhow::Result<Vec<Figure>> {
        let site = stand.workspace.site(Profile::Release);
        let mut bytes = 0;
        for entry in WalkDir::new(site.join("pkg")) {
            let entry = entry.context("the site has not been built")?;
            let name = entry.file_name().to_string_lossy();
            if name.ends_with(".js.br") || name.ends_with(".wasm.br") {
                bytes += entry.metadata()?.len();
            }
        }
        anyhow::ensure!(bytes > 0, "the site was not built optimised");
        let name = "WebAssembly and script, brotli";
        let mut figures = vec![Figure::size(name, kilobytes(bytes)?, "kB", Target::AtMost(200.0))];
        // Written when the site is made. Not compressed: a part by itself compresses otherwise than in the whole.
        let shares =
            fs::read(site.with_extension("shares.json")).context("the site was made without shares")?;
        let shares: BTreeMap<String, u64> = serde_json::from_slice(&shares)?;
        for (whose, bytes) in shares {
            let name = format!("  of it, not compressed: {whose}");
            figures.push(Figure::new(name, kilobytes(bytes)?, "kB"));
        }
        Ok(figures)
    }
}

fn kilobytes(bytes: u64) -> anyhow::Result<f64> {
    Ok(f64::from(u32::try_from(bytes)?) / 1e3)
}
