//! A clock that stands where the test puts it, in this process and in every program it starts (G2).

use std::path::PathBuf;

use chrono::TimeDelta;
use services::clock::Clock;
use tempfile::TempDir;

/// A clock file.
pub struct TestClock {
    folder: TempDir,
}

impl TestClock {
    /// Stands at an RFC 3339 instant.
    pub fn new(instant: &str) -> Self {
        let clock = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        clock.set(instant);
        clock
    }

    /// Jumps to an RFC 3339 instant.
    pub fn set(&self, instant: &str) {
        // Renamed into its place, so that nobody reads half of it.
        let fresh = self.folder.path().join("fresh");
        std::fs::write(&fresh, instant).unwrap();
        std::fs::rename(fresh, self.path()).unwrap();
    }

    /// A second passes: nobody is held up any more by what they have asked before.
    pub fn pass_a_second(&self) {
        let later = self.clock().now() + TimeDelta::seconds(1);
        self.set(&later.to_rfc3339());
    }

    /// The file.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("clock")
    }

    /// For services.
    pub fn clock(&self) -> Clock {
        Clock::file(self.path())
    }
}
