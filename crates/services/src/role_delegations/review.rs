//! What a delegation gives, and what to know of it, before it is saved (R6, R8, R21): nothing is changed.

use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::role_delegations::net_reach;
use domain::audit::ObjectKind;
use domain::ids::{PersonId, RoleId};
use domain::privilege::{DataScope, Privilege};
use domain::role_delegation::{Begins, Period, Plan, Warning, instants, meaning};
use domain::zone::Zone;

use super::change::although_included;
use super::check::{Bounds, check, check_change};
use super::present::present;
use super::warnings::{self, Concerned};
use super::{DatesInput, DelegationInput};
use crate::access::{LendRoles, PagePermit};
use crate::role_delegations::RoleDelegations;
use crate::stale::Stale;
use crate::{Error, Result};

/// What a person should know before they save.
#[derive(Debug, Clone)]
pub struct Review {
    /// Name of the role.
    pub role: String,
    /// Name of the proxy.
    pub proxy: String,
    /// What it means, with instants and zone.
    pub meaning: String,
    /// The delegator's zone.
    pub zone: Zone,
    /// From when.
    pub begins: Begins,
    /// When its start date begins.
    pub begin_due: DateTime<Utc>,
    /// Until when.
    pub ends: Ends,
    /// Its dates.
    pub period: Period,
    /// What to know of it.
    pub warnings: Vec<Warning>,
    /// The reader may know on which days the proxy is away, and when they leave.
    pub names_days: bool,
    /// It is a single day: what is offered as end in its place (R8).
    pub next_day: Option<NaiveDate>,
    /// What the role lets its holder do.
    pub functions: Vec<&'static str>,
    /// People whose data the proxy will gain that they do not reach today (R21), as far as they are counted.
    pub people: i64,
    /// There are more than are counted, or there may be.
    pub has_more_people: bool,
    /// Names of the first few of them, by name.
    pub first_people: Vec<String>,
    /// The role works on everyone, whoever holds it: it adds no data (R14).
    pub is_for_everyone: bool,
}

/// Until when a delegation holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// With a save that is still to come (R10).
    OnSaving,
    /// At this instant.
    At(DateTime<Utc>),
    /// With the first run of the job after it has begun (R8).
    WithNextRun {
        /// When that run is due, where it is known.
        due: Option<DateTime<Utc>>,
    },
    /// When it is deleted.
    Never,
}

impl Ends {
    fn of(period: Period, plan: &Plan, bounds: &Bounds, now: DateTime<Utc>) -> Self {
        let due = instants(period, bounds.zone);
        if plan.ends_now || plan.never_begins {
            Self::OnSaving
        } else if period.is_one_day() && !period.through_end() {
            Self::WithNextRun {
                due: bounds.run_after(due.begin.max(now)),
            }
        } else {
            due.not_after.map_or(Self::Never, Self::At)
        }
    }
}

impl RoleDelegations<'_> {
    /// Judges a new delegation and says what it gives.
    ///
    /// # Errors
    /// [`Error::Invalid`] by field.
    pub async fn review(self, permitted: &PagePermit<LendRoles>, input: &DelegationInput) -> Result<Review> {
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let checked = check(&mut conn, permitted, input, now).await?;
        let concerned = Concerned {
            reader: permitted.actor(),
            delegator: checked.delegator,
            proxy: checked.proxy,
        };
        let judged = Judged {
            parties: (permitted.target(), concerned.proxy.id(), checked.role.id()),
            concerned,
            role: checked.role.name,
            period: checked.period,
            plan: checked.plan,
            bounds: checked.bounds,
            begun_at: None,
        };
        judged.review(&mut conn, now).await
    }

    /// What new dates would mean.
    ///
    /// # Errors
    /// As the save.
    pub async fn review_change(
        self,
        permitted: &PagePermit<LendRoles>,
        id: i64,
        input: &DatesInput,
    ) -> Result<Review> {
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let present = present(&mut conn, permitted, id, now).await?;
        if present.version != input.version {
            return Err(Stale::by_audit_log(&mut conn, (ObjectKind::RoleDelegation, id), now).await?);
        }
        let checked = check_change(&mut conn, permitted, &present, input, now).await?;
        let delegator = db::people::by_id(&mut conn, present.delegator()).await?;
        let proxy = db::people::by_id(&mut conn, present.proxy()).await?;
        let judged = Judged {
            parties: (permitted.target(), present.proxy(), present.role()),
            concerned: Concerned {
                reader: permitted.actor(),
                delegator: delegator.ok_or(Error::NotFound)?,
                proxy: proxy.ok_or(Error::NotFound)?,
            },
            begun_at: present.begun_at,
            role: present.role_name,
            period: checked.period,
            plan: checked.plan,
            bounds: checked.bounds,
        };
        judged.review(&mut conn, now).await
    }
}

/// A delegation that may be saved.
struct Judged {
    parties: (PersonId, PersonId, RoleId),
    concerned: Concerned,
    role: String,
    period: Period,
    plan: Plan,
    bounds: Bounds,
    begun_at: Option<DateTime<Utc>>,
}

impl Judged {
    async fn review(self, conn: &mut Connection, now: DateTime<Utc>) -> Result<Review> {
        let gain = net_reach::of_new(conn, self.parties, now)
            .await?
            .ok_or(Error::NotFound)?;
        let zone = self.bounds.zone;
        let due = instants(self.period, zone);
        let begins = Begins::before_saving(&self.plan, self.begun_at);
        let functions = gain
            .privileges
            .iter()
            .filter_map(|code| Privilege::from_code(code));
        let ends = Ends::of(self.period, &self.plan, &self.bounds, now);
        let next_day = domain::dates::next_day(self.period.starts_on());
        let dates = (self.period, &self.plan, self.begun_at.is_some());
        let warnings = warnings::read(conn, &self.concerned, dates, &self.bounds, now).await?;
        let (proxy, although) = (self.concerned.proxy.display_name, although_included(self.period));
        Ok(Review {
            meaning: match (self.plan.ends_now, self.plan.never_begins) {
                (true, _) => format!("{proxy} loses {} when you save{although}.", self.role),
                (false, true) => format!("{proxy} never gets {} if you save{although}.", self.role),
                (false, false) => meaning(&proxy, &self.role, self.period, zone, begins),
            },
            role: self.role,
            proxy,
            period: self.period,
            names_days: warnings.names_days,
            warnings: warnings.list,
            zone,
            begins,
            begin_due: due.begin,
            ends,
            next_day: next_day.filter(|_| self.period.is_one_day()),
            functions: functions.map(Privilege::in_words).collect(),
            people: gain.people,
            has_more_people: gain.has_more_people,
            first_people: gain.first,
            is_for_everyone: gain.data_scope == DataScope::Everyone,
        })
    }
}
