//! How much script and WebAssembly a browser loads.

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
        let mut bytes = 0;
        for entry in WalkDir::new(stand.workspace.site(Profile::Release).join("pkg")) {
            let entry = entry.context("the site has not been built")?;
            let name = entry.file_name().to_string_lossy();
            if name.ends_with(".js.br") || name.ends_with(".wasm.br") {
                bytes += entry.metadata()?.len();
            }
        }
        anyhow::ensure!(bytes > 0, "the site was not built optimised");
        let kilobytes = f64::from(u32::try_from(bytes)?) / 1e3;
        let name = "WebAssembly and script, brotli";
        Ok(vec![Figure::size(name, kilobytes, "kB", Target::AtMost(200.0))])
    }
}
