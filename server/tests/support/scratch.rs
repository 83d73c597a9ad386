//! A folder that goes away with the test, and that PostgreSQL's own user may enter.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::TempDir;

/// An empty folder.
pub struct Scratch(TempDir);

impl Scratch {
    /// A new one.
    pub fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("locum-test-").tempdir().unwrap();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        Self(folder)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}
