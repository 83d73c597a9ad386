//! What a person lent, received and holds (R15): the three regions of Roles and Delegations.

use std::collections::HashSet;
use std::num::NonZeroU32;

use chrono::{DateTime, TimeDelta, Utc};
use db::role_delegations::overview::of_person;
use db::role_delegations::read::Delegation;
use domain::role_delegation::{CannotLend, EndReason, Period, State, may_lend};
use domain::zone::Zone;

use super::check::Bounds;
use super::present::lent_by;
use crate::access::{LendRoles, PagePermit};
use crate::role_delegations::RoleDelegations;
use crate::{Error, Result, rights};

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
    /// Its dates.
    pub period: Period,
    /// Why it is over.
    pub reason: Option<EndReason>,
    /// From when and to when it is in force, whether or not the job ran; none: see [`Delegation::instants`].
    pub instants: (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
    /// Since when the directory, where there is one, has not been told of it.
    pub directory_waits_since: Option<DateTime<Utc>>,
}

/// A role that a person holds or may provision to others.
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
    /// The person has it, be it for a while; else they may only provision it to others.
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
    /// What they hold or may provision to others, by name.
    pub roles: Vec<Held>,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// What bounds a new delegation, for the form (G1, R17).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// The zone of the delegator's days.
    pub zone: Zone,
    /// The most days it may last; none: no maximum.
    pub max_days: Option<NonZeroU32>,
    /// *Include the end date* is ticked where a form is opened (R6).
    pub through_end: bool,
}

impl RoleDelegations<'_> {
    /// What a person lent, received and holds.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn roles_and_delegations(self, permitted: &PagePermit<LendRoles>) -> Result<Overview> {
        let now = self.services.now();
        let person = permitted.target();
        let mut conn = self.services.pool.get().await?;
        let read = of_person(&mut conn, person, OVER, now).await?;
        let lines = read.delegations.into_iter();
        let lines =
            lines.filter_map(|delegation| line(delegation, self.services.jobs().has_directory(), now));
        let (lent, received) = lines.partition(|line: &Line| line.delegation.delegator() == person);
        let beyond = match permitted.on_behalf_of() {
            Some(_) => {
                let lendable = read.roles.iter().filter(|role| may_lend(&role.lending()).is_ok());
                let codes = lendable.map(|role| role.code.clone()).collect();
                rights::not_to_be_delegated(&mut conn, permitted, codes, now).await?
            }
            None => HashSet::new(),
        };
        let roles = read.roles.into_iter().map(|role| {
            let is_beyond = beyond.contains(&role.code);
            let lending = role.lending();
            Held {
                code: role.code,
                name: role.name,
                is_granted: lending.is_granted,
                is_autoprovisioned: lending.is_autoprovisioned,
                is_received: lending.is_received,
                cannot_lend: may_lend(&lending)
                    .err()
                    .or(is_beyond.then_some(CannotLend::BeyondWhoActs)),
            }
        });
        Ok(Overview {
            lent,
            received,
            roles: roles.collect(),
            now,
        })
    }

    /// One delegation, for the form that changes it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the delegator did not lend it, or lent it to the actor.
    pub async fn read(self, permitted: &PagePermit<LendRoles>, id: i64) -> Result<Line> {
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let found = lent_by(&mut conn, permitted, id).await?;
        line(found, self.services.jobs().has_directory(), now).ok_or(Error::NotFound)
    }

    /// What bounds a new delegation of this delegator's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn terms(self, permitted: &PagePermit<LendRoles>) -> Result<Terms> {
        let mut conn = self.services.pool.get().await?;
        let bounds = Bounds::read(&mut conn, permitted.target(), self.services.now()).await?;
        Ok(Terms {
            zone: bounds.zone,
            max_days: bounds.limits.max_days,
            through_end: bounds.end_due.is_included(),
        })
    }
}

impl Line {
    /// The days that pages show of it, in the delegator's zone (R11): once it is over those on which it was in force, be it for a
    /// part of the day; before, those of its dates. None: it never was in force and never will be.
    pub fn days(&self) -> Option<Period> {
        match (self.state, self.instants) {
            (State::Cancelled, _) => None,
            (State::Ended, (Some(from), Some(to))) => {
                let first = self.zone.today(from);
                // Ends are exclusive: what ended at a midnight was not in force on the day that begins there.
                let last_moment = to.checked_sub_signed(TimeDelta::nanoseconds(1)).unwrap_or(to);
                Period::new(first, Some(self.zone.today(last_moment).max(first)), true)
            }
            _ => Some(self.period),
        }
    }
}

fn line(delegation: Delegation, has_directory: bool, now: DateTime<Utc>) -> Option<Line> {
    Some(Line {
        directory_waits_since: delegation.directory_waits_since(now).filter(|_| has_directory),
        state: delegation.state(now),
        zone: delegation.zone,
        period: delegation.period()?,
        reason: delegation.reason(now),
        instants: delegation.instants(now),
        delegation,
    })
}
