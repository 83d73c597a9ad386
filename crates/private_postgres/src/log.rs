//! PostgreSQL's log file: kept at a bearable size, and quoted in errors.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::Error;
use crate::account::Account;
use crate::folder::give_to;

/// At a start a longer log is put aside as `postgres.log.old`.
const LARGEST: u64 = 16 * 1024 * 1024;

/// How many lines of the log an error shows.
const SHOWN_LINES: usize = 12;

/// The log file, and how long it was before this start.
#[derive(Debug)]
pub(crate) struct Log {
    path: PathBuf,
    length_before: u64,
}

impl Log {
    /// Makes the log ready for another start and opens it for appending.
    pub(crate) fn begin(path: &Path, account: Account) -> Result<(Self, File), Error> {
        if length(path) > LARGEST {
            fs::rename(path, path.with_extension("log.old")).map_err(Error::at(path))?;
        }
        let file = OpenOptions::new()
            .append(true)
            .create(true)
            .open(path)
            .map_err(Error::at(path))?;
        give_to(path, account)?;
        Ok((
            Self {
                path: path.to_owned(),
                length_before: length(path),
            },
            file,
        ))
    }

    /// The error for a start that failed, with the last lines written since.
    pub(crate) fn start_failed(&self, reason: impl Into<String>) -> Error {
        let tail = self.tail().unwrap_or_default();
        Error::Start {
            reason: reason.into(),
            log: self.path.clone(),
            tail,
        }
    }

    fn tail(&self) -> Option<String> {
        let mut file = File::open(&self.path).ok()?;
        file.seek(SeekFrom::Start(self.length_before)).ok()?;
        let mut written = Vec::new();
        file.read_to_end(&mut written).ok()?;
        let text = String::from_utf8_lossy(&written).into_owned();
        let lines: Vec<&str> = text.lines().collect();
        let skipped = lines.len().saturating_sub(SHOWN_LINES);
        Some(lines.into_iter().skip(skipped).collect::<Vec<_>>().join("\n"))
    }
}

fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}
