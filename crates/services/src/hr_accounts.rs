//! Manage User Account: finding a person on whose behalf one may lend roles (R16). What is done there is
//! [`crate::role_delegations`]'.

use chrono::{DateTime, Utc};
use db::hr_accounts::{self as stored, READ};
pub use db::people::Line;
use domain::text::fold;

use crate::access::{ManageUserAccounts, PagePermit};
use crate::people::search::{LONGEST, readable};
use crate::{Error, Result};

/// The use cases of this feature: accounts as the personnel system knows them.
#[derive(Clone, Copy)]
pub struct HrAccounts<'a> {
    services: &'a crate::Services,
}

impl crate::Services {
    /// Use cases: accounts as the personnel system knows them.
    pub fn hr_accounts(&self) -> HrAccounts<'_> {
        HrAccounts { services: self }
    }
}

/// Longer than any place in the list: folding spells letters out.
const LONGEST_PLACE: usize = 4_000;

/// A page of people.
#[derive(Debug, Clone)]
pub struct Accounts {
    /// By name.
    pub people: Vec<Line>,
    /// There are more after these.
    pub more: bool,
    /// The instant this was read at.
    pub now: DateTime<Utc>,
}

impl HrAccounts<'_> {
    /// A page of the people in the reader's data scope who match what was typed, by name.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for who acts on nobody's behalf any more.
    pub async fn list(
        self,
        permitted: &PagePermit<ManageUserAccounts>,
        typed: &str,
        after: &str,
    ) -> Result<Accounts> {
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let scope = stored::scope(&mut conn, permitted.actor(), now).await?;
        let scope = scope.ok_or(Error::Forbidden)?;
        let folded = fold(&readable(typed, LONGEST));
        let after = readable(after, LONGEST_PLACE);
        let mut people = scope.page(&mut conn, &folded, &after).await?;
        let more = people.len() == READ;
        people.truncate(READ - 1);
        Ok(Accounts { people, more, now })
    }
}
