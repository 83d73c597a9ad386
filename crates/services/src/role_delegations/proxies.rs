//! To whom a role may be lent, for the picker: those whose details the delegator sees, and nobody else (R4).

use db::people::search::{Among, Hit, search_among};
use domain::text::fold;

use super::check::Bounds;
use crate::Result;
use crate::access::{LendRoles, PagePermit};
use crate::people::search::{LONGEST, readable};
use crate::role_delegations::RoleDelegations;

impl RoleDelegations<'_> {
    /// Active people who match what was typed, best first, of those who may be the delegator's proxy: neither the delegator
    /// nor who acts for them (R16).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn proxies(
        self,
        permitted: &PagePermit<LendRoles>,
        typed: &str,
        limit: i64,
    ) -> Result<Vec<Hit>> {
        let folded = fold(&readable(typed, LONGEST));
        if folded.is_empty() {
            return Ok(Vec::new());
        }
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let bounds = Bounds::read(&mut conn, permitted.target(), now).await?;
        let among = Among {
            profile: bounds.profile,
            viewer: permitted.target(),
            but: permitted.actor(),
        };
        Ok(search_among(&mut conn, &folded, among, now, limit).await?)
    }
}
