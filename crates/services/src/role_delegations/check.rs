//! Judging a delegation about to be saved (R1–R5, R16, R17): everything that is wrong is said at once (G6).

use chrono::{DateTime, Utc};
use db::Connection;
use db::people::Person;
use db::role_delegations::lendable::{Lendable, roles_of};
use db::role_delegations::read::Delegation;
use db::role_delegations::terms::{self, Terms};
use db::role_delegations::write::overlapping;
use domain::activity::ActivityState;
use domain::dates::in_words;
use domain::ids::{PersonId, RoleId};
use domain::role_delegation::{
    Before, Begins, EndDue, Limits, Period, PersonSecurityProfile, Plan, TypedDates, check_dates, may_lend,
    meaning, plan,
};
use domain::schedule::Schedule;
use domain::zone::Zone;

use super::{DatesInput, DelegationInput};
use crate::access::{LendRoles, PagePermit};
use crate::{Error, FieldProblem, Result, rights};

impl DelegationInput {
    fn dates(&self) -> TypedDates<'_> {
        TypedDates {
            starts_on: &self.starts_on,
            ends_on: &self.ends_on,
            through_end: self.through_end,
        }
    }
}

impl DatesInput {
    fn dates(&self) -> TypedDates<'_> {
        TypedDates {
            starts_on: &self.starts_on,
            ends_on: &self.ends_on,
            through_end: self.through_end,
        }
    }
}

/// What bounds a delegator's delegations, read and understood.
pub(super) struct Bounds {
    pub(super) zone: Zone,
    /// Whether *Include the end date* is ticked in a form that is opened (R6).
    pub(super) end_due: EndDue,
    pub(super) limits: Limits,
    pub(super) profile: PersonSecurityProfile,
    /// R18.
    pub(super) sends_notices: bool,
    /// When the job runs (J1), on the clocks of the Site's zone.
    schedule: Option<Schedule>,
    site_zone: Zone,
}

impl Bounds {
    pub(super) async fn read(conn: &mut Connection, delegator: PersonId, now: DateTime<Utc>) -> Result<Self> {
        let terms = terms::of_delegator(conn, delegator).await?;
        let terms: Terms = terms.ok_or(Error::NotFound)?;
        let zone = terms.zone;
        Ok(Self {
            zone,
            end_due: terms.end_due.0,
            limits: Limits {
                today: zone.today(now),
                max_days: terms.max_days.0,
            },
            profile: terms.person_security.0,
            sends_notices: terms.send_notifications.0,
            schedule: terms.schedule.0,
            site_zone: terms.site_zone.0,
        })
    }

    /// When the job runs next after `at`; none: by hand only (J1).
    pub(super) fn run_after(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.schedule.as_ref()?.next_after(at, self.site_zone)
    }
}

/// A delegation that may be saved.
pub(super) struct Checked {
    pub(super) delegator: Person,
    pub(super) proxy: Person,
    pub(super) role: Lendable,
    pub(super) period: Period,
    pub(super) plan: Plan,
    pub(super) bounds: Bounds,
}

impl Checked {
    /// What it means: said before the save, and after it.
    pub(super) fn meaning(&self, begins: Begins) -> String {
        let (proxy, role) = (&self.proxy.display_name, &self.role.name);
        meaning(proxy, role, self.period, self.bounds.zone, begins)
    }
}

/// Judges a new delegation of `permitted.target()`.
pub(super) async fn check(
    conn: &mut Connection,
    permitted: &PagePermit<LendRoles>,
    input: &DelegationInput,
    now: DateTime<Utc>,
) -> Result<Checked> {
    let delegator = db::people::by_id(conn, permitted.target()).await?;
    let delegator = delegator.ok_or(Error::NotFound)?;
    if delegator.activity().state(now) == ActivityState::Terminated {
        // Whatever was lent would end for good in the same moment (R12).
        let message = format!("{} has left: no role can be delegated", delegator.display_name);
        return Err(Error::invalid("role", message));
    }
    let bounds = Bounds::read(conn, delegator.id(), now).await?;
    let role = check_role(conn, permitted, input.role.trim(), now).await?;
    let proxy = check_proxy(conn, permitted, &bounds, input.proxy.trim(), now).await?;
    let dates = check_dates(input.dates(), None, bounds.limits);
    let mut problems = Vec::new();
    problems.extend(
        role.as_ref()
            .err()
            .map(|message| FieldProblem::new("role", message)),
    );
    problems.extend(
        proxy
            .as_ref()
            .err()
            .map(|message| FieldProblem::new("proxy", message)),
    );
    if let Err(wrong) = &dates {
        problems.extend(
            wrong
                .iter()
                .map(|p| FieldProblem::new(p.field.name(), &p.message)),
        );
    }
    match (role, proxy, dates) {
        (Ok(role), Ok(proxy), Ok(period)) => {
            let parties = (delegator.id(), proxy.id(), role.id());
            if let Some(message) =
                overlap(conn, parties, period, None, &proxy.display_name, &role.name).await?
            {
                return Err(Error::invalid("starts_on", message));
            }
            let plan = plan(period, None, bounds.zone, now);
            Ok(Checked {
                delegator,
                proxy,
                role,
                period,
                plan,
                bounds,
            })
        }
        _ => Err(Error::Invalid(problems)),
    }
}

/// R2, R3, and R22 for who delegates the role of somebody else. A role that cannot be lent is named with the reason only to those who know that the delegator has it.
async fn check_role(
    conn: &mut Connection,
    permitted: &PagePermit<LendRoles>,
    code: &str,
    now: DateTime<Utc>,
) -> Result<std::result::Result<Lendable, String>> {
    if code.is_empty() {
        return Ok(Err("Choose a role".to_owned()));
    }
    let roles = roles_of(conn, permitted.target(), now).await?;
    let Some(role) = roles.into_iter().find(|role| role.code == code) else {
        return Ok(Err("Choose one of the roles offered".to_owned()));
    };
    if permitted.on_behalf_of().is_some()
        && let Some(refusal) = rights::refusal_to_delegate(conn, permitted, &role.code, now).await?
    {
        return Ok(Err(refusal));
    }
    Ok(match may_lend(&role.lending()) {
        Ok(()) => Ok(role),
        Err(reason) => Err(format!(
            "{} cannot be delegated: {}",
            role.name,
            reason.in_words()
        )),
    })
}

/// R4, R16. Somebody inactive, somebody out of sight and nobody at all are told apart nowhere.
async fn check_proxy(
    conn: &mut Connection,
    permitted: &PagePermit<LendRoles>,
    bounds: &Bounds,
    typed: &str,
    now: DateTime<Utc>,
) -> Result<std::result::Result<Person, String>> {
    if typed.is_empty() {
        return Ok(Err("Enter the username of the proxy".to_owned()));
    }
    let shown: String = typed.chars().take(64).collect();
    let nobody = || format!("There is nobody with the username “{shown}” to whom this role can be delegated");
    let Some(proxy) = db::people::by_username(conn, typed).await? else {
        return Ok(Err(nobody()));
    };
    if proxy.id() == permitted.target() {
        return Ok(Err("The proxy must be somebody else".to_owned()));
    }
    if proxy.id() == permitted.actor() {
        return Ok(Err(
            "You cannot be the proxy of what you delegate for somebody else".to_owned(),
        ));
    }
    let is_seen = match bounds.profile {
        PersonSecurityProfile::Everyone => true,
        profile => sees(conn, profile, permitted.target(), proxy.id()).await?,
    };
    Ok(if is_seen && proxy.activity().is_active(now) {
        Ok(proxy)
    } else {
        Err(nobody())
    })
}

pub(super) async fn sees(
    conn: &mut Connection,
    profile: PersonSecurityProfile,
    delegator: PersonId,
    proxy: PersonId,
) -> Result<bool> {
    let delegator = terms::standing(conn, delegator).await?;
    let proxy = terms::standing(conn, proxy).await?;
    let (Some(delegator), Some(proxy)) = (delegator, proxy) else {
        return Ok(false);
    };
    Ok(delegator.place(|delegator| proxy.place(|proxy| profile.sees(delegator, proxy))))
}

/// The message for an overlap (R5); none: there is none.
pub(super) async fn overlap(
    conn: &mut Connection,
    parties: (PersonId, PersonId, RoleId),
    period: Period,
    except: Option<i64>,
    proxy: &str,
    role: &str,
) -> Result<Option<String>> {
    let found = overlapping(conn, parties, period, except).await?;
    Ok(found.map(|other| {
        let from = in_words(other.starts_on);
        let until = other.last_day.map(|last| format!(" to {}", in_words(last)));
        format!(
            "{proxy} has {role} delegated from {from}{} already: choose days outside that",
            until.unwrap_or_default()
        )
    }))
}

/// New dates that may be saved.
pub(super) struct CheckedChange {
    pub(super) period: Period,
    pub(super) plan: Plan,
    pub(super) bounds: Bounds,
}

/// New dates of a delegation that is there (R1): what reaches beyond the old ones must satisfy R2–R5 as a new one would.
pub(super) async fn check_change(
    conn: &mut Connection,
    permitted: &PagePermit<LendRoles>,
    present: &Delegation,
    input: &DatesInput,
    now: DateTime<Utc>,
) -> Result<CheckedChange> {
    let bounds = Bounds::read(conn, permitted.target(), now).await?;
    let old = present
        .period()
        .ok_or_else(|| Error::internal(format!("delegation {} ends before it starts", present.id)))?;
    let before = Before {
        period: old,
        has_begun: present.begun_at.is_some(),
    };
    let dates = check_dates(input.dates(), Some(&before), bounds.limits);
    let period = dates.map_err(|wrong| {
        let wrong = wrong
            .iter()
            .map(|p| FieldProblem::new(p.field.name(), &p.message));
        Error::Invalid(wrong.collect())
    })?;
    if period.reaches_beyond(&old) {
        check_extension(conn, permitted, present, (old, period), &bounds, now).await?;
    }
    let plan = plan(period, Some(&before), bounds.zone, now);
    Ok(CheckedChange { period, plan, bounds })
}

async fn check_extension(
    conn: &mut Connection,
    permitted: &PagePermit<LendRoles>,
    present: &Delegation,
    (old, period): (Period, Period),
    bounds: &Bounds,
    now: DateTime<Utc>,
) -> Result<()> {
    let role = check_role(conn, permitted, &present.role_code, now).await?;
    let proxy = check_proxy(conn, permitted, bounds, &present.proxy_username, now).await?;
    let field = if period.starts_on() < old.starts_on() {
        "starts_on"
    } else {
        "ends_on"
    };
    if let Some(reason) = role.err().or(proxy.err()) {
        return Err(Error::invalid(field, format!("It cannot be extended. {reason}")));
    }
    let parties = (present.delegator(), present.proxy(), present.role());
    let (proxy, role) = (&present.proxy_name, &present.role_name);
    match overlap(conn, parties, period, Some(present.id), proxy, role).await? {
        Some(message) => Err(Error::invalid(field, message)),
        None => Ok(()),
    }
}
