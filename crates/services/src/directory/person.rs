//! One person as their page shows them to a super administrator.

use chrono::{DateTime, Utc};
use db::directory::person::{self, Detail};
use domain::zone::Zone;

use crate::access::{Everywhere, ManageDirectory, PagePermit};
use crate::directory::DirectoryPages;
use crate::{Error, Result};

/// A person, and when they were looked at.
#[derive(Debug, Clone)]
pub struct Known {
    /// Everything their page shows.
    pub detail: Detail,
    /// The person's zone, or else the Site's (G1).
    pub zone: Zone,
    /// The instant this was read at.
    pub now: DateTime<Utc>,
}

impl DirectoryPages<'_> {
    /// The person with this username, in any case, with a page of their open tasks, counted from 1.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the reader's directory is not everyone's, [`Error::NotFound`] when there is nobody.
    pub async fn person(
        self,
        permitted: &PagePermit<Everywhere<ManageDirectory>>,
        username: &str,
        page: i64,
    ) -> Result<Known> {
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let mut detail = person::read(&mut conn, permitted.actor(), username, page, now)
            .await?
            .ok_or(Error::Forbidden)?
            .ok_or(Error::NotFound)?;
        if !self.services.jobs().has_directory() {
            detail
                .roles
                .iter_mut()
                .for_each(|role| role.directory_waits_since = None);
        }
        let zone = detail.time_zone;
        Ok(Known { detail, zone, now })
    }
}
