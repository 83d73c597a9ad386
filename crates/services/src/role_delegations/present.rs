//! A delegation that is there already, as its delegator may see and change it.

use chrono::{DateTime, Utc};
use db::Connection;
use db::role_delegations::read::{Delegation, by_id};
use domain::role_delegation::State;

use super::facts::{DelegationFacts, Progress};
use crate::access::{LendRoles, PagePermit};
use crate::{Error, Result};

/// A delegation of this delegator's that is not over, and that the actor did not receive. To everyone else, its proxy too,
/// there is nothing to edit (R15, R16).
pub(super) async fn present(
    conn: &mut Connection,
    permitted: &PagePermit<LendRoles>,
    id: i64,
    now: DateTime<Utc>,
) -> Result<Delegation> {
    let found = lent_by(conn, permitted, id).await?;
    match found.state(now) {
        State::Ended | State::Cancelled => Err(Error::Conflict(format!(
            "The delegation of {} to {} is over already",
            found.role_name, found.proxy_name
        ))),
        State::Scheduled | State::InForce | State::Suspended => Ok(found),
    }
}

/// The same, over or not.
pub(crate) async fn lent_by(
    conn: &mut Connection,
    permitted: &PagePermit<LendRoles>,
    id: i64,
) -> Result<Delegation> {
    let found = by_id(conn, id).await?;
    found
        .filter(|found| found.delegator() == permitted.target() && found.proxy() != permitted.actor())
        .ok_or(Error::NotFound)
}

/// A delegation as facts for the audit log.
pub(super) fn facts(delegation: &Delegation) -> DelegationFacts<'_> {
    DelegationFacts {
        delegator: &delegation.delegator_username,
        proxy: &delegation.proxy_username,
        role: &delegation.role_code,
        days: Some((delegation.period(), None)),
        progress: Progress::Saved {
            begun: delegation.begun_at.is_some(),
        },
    }
}
