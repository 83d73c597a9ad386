//! Who covers whom: rules with filters, a page at a time, for the page and its CSV.

use chrono::{DateTime, Utc};
use db::directory::covers;
pub use db::directory::covers::{Cover, Filter as CoversFilter};
use domain::text::composed;

use crate::access::{Everywhere, ManageDirectory, PagePermit};
use crate::directory::DirectoryPages;
use crate::people::search::readable;
use crate::{Error, Result};

/// Longer than any department.
const LONGEST_DEPARTMENT: usize = 1_000;

/// A page of rules.
#[derive(Debug, Clone)]
pub struct Covers {
    /// The newest first.
    pub rows: Vec<Cover>,
    /// There are older ones.
    pub more: bool,
    /// The departments there are, unless there are too many to choose from.
    pub departments: Option<Vec<String>>,
    /// The instant this was read at.
    pub now: DateTime<Utc>,
}

impl DirectoryPages<'_> {
    /// At most `limit` rules, the newest first.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the reader's directory is not everyone's.
    pub async fn covers(
        self,
        permitted: &PagePermit<Everywhere<ManageDirectory>>,
        filter: &CoversFilter,
        limit: usize,
    ) -> Result<Covers> {
        let now = self.services.now();
        let filter = CoversFilter {
            department: filter
                .department
                .as_deref()
                .map(|name| composed(&readable(name, LONGEST_DEPARTMENT))),
            ..filter.clone()
        };
        let read = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
        let mut conn = self.services.pool.get().await?;
        let page = covers::page(&mut conn, permitted.actor(), &filter, now, read)
            .await?
            .ok_or(Error::Forbidden)?;
        let mut rows = page.lines;
        let more = rows.len() > limit;
        rows.truncate(limit);
        Ok(Covers {
            rows,
            more,
            departments: super::choosable(page.departments),
            now,
        })
    }
}
