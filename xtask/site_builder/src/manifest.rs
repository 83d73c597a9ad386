//! What the server has to know of the site.

use std::fs;
use std::path::Path;

use serde_json::json;

/// The names that hold a hash.
#[derive(Debug)]
pub(crate) struct Manifest<'a> {
    /// Name of script and module without their endings.
    pub(crate) output_name: &'a str,
    /// Path of the style sheet.
    pub(crate) css: &'a str,
}

impl Manifest<'_> {
    /// Its place in the site.
    pub(crate) const FILE: &'static str = "manifest.json";

    pub(crate) fn write(&self, site: &Path) -> anyhow::Result<()> {
        let Self { output_name, css } = self;
        let manifest = json!({ "output_name": output_name, "css": css });
        fs::write(site.join(Self::FILE), manifest.to_string())?;
        Ok(())
    }
}
