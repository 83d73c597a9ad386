//! Where a person stands: who covers them, whom they cover (T16).

use chrono::{DateTime, Utc};
use db::delegation_rules::{COVERS, Rule};
use domain::ids::PersonId;

use crate::Result;
use crate::access::{ManageOwnProfile, PagePermit};
use crate::delegates::Delegates;

/// A person's rule, and the rules that name them.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Their own rule: in force, to come, or ended.
    pub rule: Option<Rule>,
    /// Rules in force or to come that name them as delegate.
    pub covers: Vec<Rule>,
    /// There are more of them than are read.
    pub covers_more: bool,
    /// The instant this was read at.
    pub now: DateTime<Utc>,
}

impl Delegates<'_> {
    /// Where the person stands.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn standing(self, permitted: &PagePermit<ManageOwnProfile>) -> Result<Standing> {
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let (rule, mut covers) = db::delegation_rules::around(&mut conn, permitted.target(), now).await?;
        let covers_more = covers.len() > COVERS;
        covers.truncate(COVERS);
        Ok(Standing {
            rule,
            covers,
            covers_more,
            now,
        })
    }

    /// The rule of a person, for the edit form and for the notice "You are away".
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rule_of(self, owner: PersonId) -> Result<(Option<Rule>, DateTime<Utc>)> {
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        Ok((db::delegation_rules::of_owner(&mut conn, owner, now).await?, now))
    }
}
