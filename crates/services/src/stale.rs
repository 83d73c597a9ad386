//! Somebody was quicker (G5): what a form is told that was opened before what it is about was changed.

use std::fmt;

use chrono::{DateTime, Utc};
use db::Connection;
use domain::audit::ObjectKind;

use crate::{Error, Result};

/// Who was quicker, and what they did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// What they did.
    pub deed: Deed,
    /// Name of who did it.
    pub by: String,
    /// When, in UTC.
    pub at: DateTime<Utc>,
}

/// What was done to what a form is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// It is there, and another.
    Changed,
    /// It is there no more.
    Deleted,
    /// A value is there no more.
    Removed,
}

impl Deed {
    /// The verb of a sentence about it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Deleted => "deleted",
            Self::Removed => "removed",
        }
    }
}

/// For other systems: an instant in UTC.
impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (by, deed, at) = (
            &self.by,
            self.deed.in_words(),
            self.at.format("%Y-%m-%dT%H:%M:%SZ"),
        );
        write!(f, "{by} {deed} it at {at}")
    }
}

impl Stale {
    /// With what is known of who did it, and when: from a row that says so, or from an audit entry.
    pub(crate) fn error(
        deed: Deed,
        by: Option<String>,
        at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Error {
        Error::Stale(Self {
            deed,
            by: by.unwrap_or_else(|| "Somebody".to_owned()),
            at: at.unwrap_or(now),
        })
    }

    /// It was changed.
    pub(crate) fn changed(by: Option<String>, at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Error {
        Self::error(Deed::Changed, by, at, now)
    }

    /// It was changed, as its newest audit entry says.
    pub(crate) async fn by_audit_log(
        conn: &mut Connection,
        (kind, id): (ObjectKind, i64),
        now: DateTime<Utc>,
    ) -> Result<Error> {
        let last = db::audit::last_change(conn, kind, &id.to_string()).await?;
        let (by, at) = last.unzip();
        Ok(Self::changed(by, at, now))
    }
}
