//! Rules for their pages.

use db::provisioning::provisionable::{Choosable, choosable};
use db::provisioning::{self as stored, Rule};

use crate::access::{Everywhere, ManageSetup, PagePermit};
use crate::provisioning::Provisioning;
use crate::{Error, Result};

/// Rules that the list shows: a bound that nobody should meet.
const LISTED: i64 = 500;

/// The list of rules.
#[derive(Debug, Clone)]
pub struct RuleList {
    /// By name.
    pub rules: Vec<Rule>,
    /// There are more than are listed.
    pub more: bool,
}

/// A rule with what its form needs.
#[derive(Debug, Clone)]
pub struct RulePage {
    /// The rule; none: a new one.
    pub rule: Option<Rule>,
    /// Roles to choose from.
    pub roles: Vec<Choosable>,
}

impl Provisioning<'_> {
    /// Every rule.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rules(self, permitted: &PagePermit<Everywhere<ManageSetup>>) -> Result<RuleList> {
        tracing::debug!(actor = %permitted.actor(), "reading the provisioning rules");
        let mut conn = self.services.pool.get().await?;
        let mut rules = stored::list(&mut conn, LISTED + 1).await?;
        let most = usize::try_from(LISTED).unwrap_or(usize::MAX);
        let more = rules.len() > most;
        rules.truncate(most);
        Ok(RuleList { rules, more })
    }

    /// What the form of a rule needs; without an id, that of a new one.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub async fn rule(
        self,
        permitted: &PagePermit<Everywhere<ManageSetup>>,
        id: Option<i64>,
    ) -> Result<RulePage> {
        tracing::debug!(actor = %permitted.actor(), id, "reading a provisioning rule");
        let mut conn = self.services.pool.get().await?;
        let rule = match id {
            Some(id) => Some(stored::read(&mut conn, id).await?.ok_or(Error::NotFound)?),
            None => None,
        };
        Ok(RulePage {
            rule,
            roles: choosable(&mut conn).await?,
        })
    }
}
