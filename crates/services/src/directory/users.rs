//! Everyone by name, with filters, a page at a time.

use chrono::{DateTime, Utc};
use db::directory::users::{self, READ};
pub use db::directory::users::{Filter as UsersFilter, User};
use domain::text::{composed, fold};

use crate::access::{Everywhere, ManageDirectory, PagePermit};
use crate::directory::DirectoryPages;
use crate::people::search::{LONGEST, readable};
use crate::{Error, Result};

/// Longer than any place in the list and any department: folding spells letters out.
const LONGEST_PLACE: usize = 4_000;

/// A page of people.
#[derive(Debug, Clone)]
pub struct Users {
    /// By name.
    pub rows: Vec<User>,
    /// There are more after these.
    pub more: bool,
    /// The departments there are, unless there are too many to choose from.
    pub departments: Option<Vec<String>>,
    /// The instant this was read at.
    pub now: DateTime<Utc>,
}

impl DirectoryPages<'_> {
    /// A page of everyone by name.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the reader's directory is not everyone's.
    pub async fn users(
        self,
        permitted: &PagePermit<Everywhere<ManageDirectory>>,
        filter: &UsersFilter,
    ) -> Result<Users> {
        let now = self.services.now();
        let filter = UsersFilter {
            search: fold(&readable(&filter.search, LONGEST)),
            department: filter
                .department
                .as_deref()
                .map(|name| composed(&readable(name, LONGEST_PLACE))),
            after: readable(&filter.after, LONGEST_PLACE),
            ..*filter
        };
        let mut conn = self.services.pool.get().await?;
        let page = users::page(&mut conn, permitted.actor(), &filter, now)
            .await?
            .ok_or(Error::Forbidden)?;
        let mut rows = page.lines;
        let more = rows.len() == READ;
        rows.truncate(READ - 1);
        Ok(Users {
            rows,
            more,
            departments: super::choosable(page.departments),
            now,
        })
    }
}
