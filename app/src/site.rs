//! The built files of the site: which scripts and styles a page names. Where nothing was built, pages have
//! neither, and work all the same (G7).

use std::io;
use std::path::Path;

use leptos::prelude::LeptosOptions;
use serde::Deserialize;

/// The names in the site's `manifest.json`; both carry a hash of what they name, so they may be cached for ever.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Site {
    /// The stem of the islands' script and wasm below `/pkg`: `locum-<hash>`.
    #[serde(default)]
    pub output_name: Option<String>,
    /// The path of the style sheet: `/pkg/locum-<hash>.css`.
    #[serde(default)]
    pub css: Option<String>,
}

impl Site {
    /// Reads a manifest.
    pub fn from_manifest(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// Reads the manifest at that path; a missing file is a site without scripts and styles.
    pub fn load(manifest: &Path) -> io::Result<Self> {
        match std::fs::read_to_string(manifest) {
            Ok(json) => Self::from_manifest(&json).map_err(io::Error::from),
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }

    /// What Leptos needs to name the islands' script; `None` without one.
    pub fn leptos_options(&self) -> Option<LeptosOptions> {
        let name = self.output_name.as_deref()?;
        Some(LeptosOptions::builder().output_name(name).build())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_may_name_everything_or_nothing() {
        let full = Site::from_manifest(r#"{"output_name":"locum-1a","css":"/pkg/locum-2b.css"}"#).unwrap();
        assert_eq!(full.output_name.as_deref(), Some("locum-1a"));
        assert_eq!(full.css.as_deref(), Some("/pkg/locum-2b.css"));
        assert_eq!(Site::from_manifest("{}").unwrap(), Site::default());
        assert!(Site::from_manifest("[").is_err());
    }

    #[test]
    fn no_manifest_is_a_site_without_files() {
        assert_eq!(
            Site::load(Path::new("/nowhere/manifest.json")).unwrap(),
            Site::default()
        );
    }
}
