//! What the server has to know of the site.

use std::fs;
use std::path::Path;

use serde::Serialize;

/// The names that hold a hash.
#[derive(Debug, Serialize)]
pub(crate) struct Manifest {
    /// Name of script and module without their endings.
    pub(crate) output_name: String,
    /// Path of the style sheet.
    pub(crate) css: String,
}

impl Manifest {
    /// Its place in the site.
    pub(crate) const FILE: &str = "manifest.json";

    pub(crate) fn write(&self, site: &Path) -> anyhow::Result<()> {
        fs::write(site.join(Self::FILE), serde_json::to_string(self)?)?;
        Ok(())
    }
}
