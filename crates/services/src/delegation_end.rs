//! What ends with a delegation, counted before it ends (R12, R13, R23): what the proxy has by nothing else, and what becomes of open
//! tasks that nobody else of their pool may decide.

use db::role_delegations::net_reach::{NetReach, of_existing};
use db::role_delegations::write;

use crate::access::{LendRoles, PagePermit};
use crate::actor::PersonActor;
use crate::role_delegations::present::lent_by;
use crate::tasks::{StrandedBefore, TasksMoved};
use crate::{Error, Result};

/// The use cases of this feature: what the end of a delegation changes.
#[derive(Clone, Copy)]
pub struct DelegationEnd<'a> {
    services: &'a crate::Services,
}

impl crate::Services {
    /// Use cases: what the end of a delegation changes.
    pub fn delegation_end(&self) -> DelegationEnd<'_> {
        DelegationEnd { services: self }
    }
}

/// What ends with a delegation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndImpact {
    /// The delegation's version (G5).
    pub version: i32,
    /// Name of the proxy.
    pub proxy: String,
    /// Name of the role.
    pub role: String,
    /// What the proxy has by it alone.
    pub net: NetReach,
    /// What becomes of open tasks of a pool that runs empty with it (T12).
    pub moved: TasksMoved,
}

impl DelegationEnd<'_> {
    /// What would end with a delegation now.
    ///
    /// # Errors
    /// As [`crate::role_delegations::RoleDelegations::read`].
    pub async fn impact(self, permitted: &PagePermit<LendRoles>, id: i64) -> Result<EndImpact> {
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let found = lent_by(&mut conn, permitted, id).await?;
        let parties = (found.delegator(), found.proxy(), found.role());
        let net = of_existing(&mut conn, id, parties, now).await?;
        let net = net.ok_or(Error::NotFound)?;
        drop(conn);
        // Only a pool in which the proxy counted by this delegation alone can run empty.
        let moved = if net.tasks > 0 {
            let actor = PersonActor::new(permitted.actor(), String::new(), None);
            self.services
                .dry_run(async |tx| {
                    let before = StrandedBefore::read(tx, &[found.proxy()], now).await?;
                    write::delete(tx, id, found.version, now).await?;
                    before.sweep(tx, actor.in_own_right(), now).await
                })
                .await?
        } else {
            TasksMoved::default()
        };
        Ok(EndImpact {
            version: found.version,
            proxy: found.proxy_name,
            role: found.role_name,
            net,
            moved,
        })
    }
}
