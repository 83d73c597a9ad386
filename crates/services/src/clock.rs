//! The one clock (G2): everything else is given the time.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};

/// Where the time comes from.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's.
    Machine,
    /// The RFC 3339 instant in a file, read at each use; only with `LOCUM_ENV=test`.
    File(Arc<PathBuf>),
    /// An instant that stands still: what the demo tells of last week is written with last week's clock.
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// A clock that reads a file.
    pub fn file(path: PathBuf) -> Self {
        Self::File(Arc::new(path))
    }

    /// The present instant.
    ///
    /// A clock file that cannot be read falls back to the machine's time and says so in the log: the server checks
    /// the file when it starts, and a test that removes it later sees wrong times rather than a dead server.
    #[allow(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(&self) -> DateTime<Utc> {
        let now = match self {
            Self::Machine => Utc::now(),
            Self::Fixed(at) => *at,
            Self::File(path) => match std::fs::read_to_string(path.as_path()) {
                Ok(text) => match DateTime::parse_from_rfc3339(text.trim()) {
                    Ok(at) => at.with_timezone(&Utc),
                    Err(error) => {
                        tracing::error!(path = %path.display(), %error, "the clock file holds no RFC 3339 instant");
                        Utc::now()
                    }
                },
                Err(error) => {
                    tracing::error!(path = %path.display(), %error, "the clock file cannot be read");
                    Utc::now()
                }
            },
        };
        // Postgres keeps microseconds: what is written and what is compared must be the same instant.
        chrono::SubsecRound::trunc_subsecs(now, 6)
    }
}
