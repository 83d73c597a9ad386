//! What a person lent, received and holds (R15): the three regions of Roles and Delegations.

use chrono::{DateTime, Utc};
use db::role_delegations::lendable::roles_of;
use db::role_delegations::read::{Delegation, by_id, of_person};
use domain::role_delegation::{CannotLend, Period, State, may_lend};
use domain::zone::Zone;

use super::check::Bounds;
use crate::access::{DelegateOwnRoles, Permitted};
use crate::{Error, Result, Services};

/// How many delegations that are over a page shows on either side.
const OVER: i64 = 50;

/// A delegation as a page shows it.
#[derive(Debug, Clone)]
pub struct Line {
    /// Everything that is known of it.
    pub delegation: Delegation,
    /// Where it stands now.
    pub state: State,
    /// The delegator's zone (G1).
    pub zone: Zone,
    /// Its days.
    pub period: Period,
    /// Since when the directory, where there is one, has not been told of it.
    pub directory_waits_since: Option<DateTime<Utc>>,
}

/// A role that a person holds or may have given to others.
#[derive(Debug, Clone)]
pub struct Held {
    /// What is posted.
    pub code: String,
    /// As shown.
    pub name: String,
    /// Held by hand or by request.
    pub is_granted: bool,
    /// Held by a provisioning rule.
    pub is_autoprovisioned: bool,
    /// Held through somebody else's delegation.
    pub is_received: bool,
    /// Why it cannot be lent; none: it can.
    pub cannot_lend: Option<CannotLend>,
}

impl Held {
    /// The person has it, be it for a while; else they may only have it given to others.
    pub fn is_held(&self) -> bool {
        self.is_granted || self.is_autoprovisioned || self.is_received
    }
}

/// The three regions.
#[derive(Debug, Clone)]
pub struct Overview {
    /// What the person lent, the newest start first.
    pub lent: Vec<Line>,
    /// What they received, the newest start first.
    pub received: Vec<Line>,
    /// What they hold or may have given to others, by name.
    pub roles: Vec<Held>,
    /// When this was read.
    pub now: DateTime<Utc>,
}

impl Services {
    /// What a person lent, received and holds.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn roles_and_delegations(&self, permitted: &Permitted<DelegateOwnRoles>) -> Result<Overview> {
        let now = self.now();
        let person = permitted.target();
        let mut conn = self.pool.get().await?;
        let lines = of_person(&mut conn, person, OVER).await?.into_iter();
        let lines = lines.filter_map(|delegation| line(delegation, self.has_directory(), now));
        let (lent, received) = lines.partition(|line: &Line| line.delegation.delegator() == person);
        let roles = roles_of(&mut conn, person, now).await?;
        let roles = roles.into_iter().map(|role| {
            let lending = role.lending();
            Held {
                code: role.code,
                name: role.name,
                is_granted: lending.is_granted,
                is_autoprovisioned: lending.is_autoprovisioned,
                is_received: lending.is_received,
                cannot_lend: may_lend(&lending).err(),
            }
        });
        Ok(Overview {
            lent,
            received,
            roles: roles.collect(),
            now,
        })
    }

    /// One delegation of a person's own, for the form that changes it, with the civil date in their zone and the most days
    /// it may last (0: no maximum).
    ///
    /// # Errors
    /// [`Error::NotFound`] when they did not lend it.
    pub async fn own_delegation(&self, permitted: &Permitted<DelegateOwnRoles>, id: i64) -> Result<Line> {
        let now = self.now();
        let mut conn = self.pool.get().await?;
        let found = by_id(&mut conn, id).await?;
        let found = found.filter(|found| found.delegator() == permitted.target());
        found
            .and_then(|found| line(found, self.has_directory(), now))
            .ok_or(Error::NotFound)
    }

    /// The zone of a person's days, for the form of a new delegation (G1).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delegation_zone(&self, permitted: &Permitted<DelegateOwnRoles>) -> Result<Zone> {
        let mut conn = self.pool.get().await?;
        let bounds = Bounds::read(&mut conn, permitted.target(), self.now()).await?;
        Ok(bounds.zone)
    }
}

fn line(delegation: Delegation, has_directory: bool, now: DateTime<Utc>) -> Option<Line> {
    Some(Line {
        directory_waits_since: delegation.unsent_since.filter(|_| has_directory),
        state: delegation.state(now),
        zone: Zone::parse(&delegation.zone).unwrap_or(Zone::UTC),
        period: delegation.period()?,
        delegation,
    })
}
