//! Reading policies for their pages.

use db::policies::page::{self, Line, Named, Page};
use domain::ids::PolicyId;

use crate::access::{EditPolicies, Everywhere, PagePermit};
use crate::people::search::Hit;
use crate::policies::Policies;
use crate::{Error, Result};

/// Policies that the list shows: more than anybody has, and a bound all the same.
const LISTED: i64 = 500;

/// The list of policies.
#[derive(Debug, Clone)]
pub struct Listed {
    /// By type and name.
    pub policies: Vec<Line>,
    /// There are more than are listed.
    pub more: bool,
}

impl Policies<'_> {
    /// Every policy, with what it is used by.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(self, permitted: &PagePermit<Everywhere<EditPolicies>>) -> Result<Listed> {
        tracing::debug!(actor = %permitted.actor(), "reading the policies");
        let mut conn = self.services.pool.get().await?;
        let mut policies = page::list(&mut conn, LISTED + 1).await?;
        let most = usize::try_from(LISTED).unwrap_or(usize::MAX);
        let more = policies.len() > most;
        policies.truncate(most);
        Ok(Listed { policies, more })
    }

    /// A policy with everything its pages show.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub async fn read(self, permitted: &PagePermit<Everywhere<EditPolicies>>, id: PolicyId) -> Result<Page> {
        tracing::debug!(actor = %permitted.actor(), policy = %id, "reading a policy");
        let mut conn = self.services.pool.get().await?;
        page::read(&mut conn, id, self.services.now())
            .await?
            .ok_or(Error::NotFound)
    }
}

/// A person whom a step names, as a picker shows who was chosen.
pub fn named_person(named: &Named) -> Hit {
    Hit {
        username: named.username.clone(),
        display_name: named.display_name.clone(),
        department: named.department.clone(),
    }
}
