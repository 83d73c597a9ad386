//! Everyone by name, with filters, a page at a time.

use chrono::{DateTime, Utc};
use db::directory::users::{self, Filter, READ};
pub use db::directory::users::{Status, User};
use domain::text::{composed, fold};

use crate::access::{Everywhere, ManageDirectory, PagePermit};
use crate::people::search::{LONGEST, readable};
use crate::{Error, Result, Services};

/// Longer than any place in the list and any department: folding spells letters out.
const LONGEST_PLACE: usize = 4_000;

/// What to look for; everything empty means everyone.
#[derive(Debug, Clone, Default)]
pub struct UsersFilter {
    /// Words of name and username, as typed.
    pub search: String,
    /// Exactly this department.
    pub department: Option<String>,
    /// Active or not.
    pub status: Option<Status>,
    /// Who has a rule in force or to come.
    pub has_delegate: bool,
    /// Who is the delegate of a rule in force or to come.
    pub is_delegate: bool,
    /// Who has a rule in force or to come whose delegate is inactive.
    pub inactive_delegate: bool,
    /// The place of the last line before the page; empty: from the beginning.
    pub after: String,
}

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

impl Services {
    /// A page of everyone by name.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the reader's directory is not everyone's.
    pub async fn users(
        &self,
        permitted: &PagePermit<Everywhere<ManageDirectory>>,
        filter: &UsersFilter,
    ) -> Result<Users> {
        let now = self.now();
        let filter = Filter {
            search: fold(&readable(&filter.search, LONGEST)),
            department: filter
                .department
                .as_deref()
                .map(|name| composed(&readable(name, LONGEST_PLACE))),
            status: filter.status,
            has_delegate: filter.has_delegate,
            is_delegate: filter.is_delegate,
            inactive_delegate: filter.inactive_delegate,
            after: readable(&filter.after, LONGEST_PLACE),
        };
        let mut conn = self.pool.get().await?;
        let page = users::page(&mut conn, permitted.actor(), &filter, now)
            .await?
            .ok_or(Error::Forbidden)?;
        let mut rows = page.users;
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
