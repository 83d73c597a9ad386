//! What the review page warns of (R21). Days and instants that say when somebody is away or leaves are for those who may know them.

use chrono::{DateTime, Days, TimeDelta, Utc};
use db::Connection;
use db::absences::days_away;
use db::people::Person;
use domain::ids::PersonId;
use domain::role_delegation::{Outlook, Period, PersonSecurityProfile, Plan, Warning, instants, outlook};

use super::check::{Bounds, sees};
use crate::access::{self, ManageAbsences};
use crate::{Error, Result};

/// Absences that are warned of: nobody reads more.
const MOST: i64 = 10;

/// Who is concerned.
pub(super) struct Concerned {
    pub(super) reader: PersonId,
    pub(super) delegator: Person,
    pub(super) proxy: Person,
}

/// What to know.
pub(super) struct Warnings {
    pub(super) list: Vec<Warning>,
    /// The reader may know on which days the proxy is away, and when they leave: they are in one chain of managers, have the same
    /// manager (the default of who sees somebody's availability), or manage the proxy's absences.
    pub(super) names_days: bool,
}

pub(super) async fn read(
    conn: &mut Connection,
    concerned: &Concerned,
    (period, plan, has_begun): (Period, &Plan, bool),
    bounds: &Bounds,
    now: DateTime<Utc>,
) -> Result<Warnings> {
    let due = instants(period, bounds.zone);
    let proxy = &concerned.proxy;
    let proxy_zone = proxy.time_zone;
    // Two zones can be 26 hours apart. What is read beside the period is left out below.
    let near = (
        period
            .starts_on()
            .max(bounds.zone.today(now))
            .checked_sub_days(Days::new(2))
            .unwrap_or(period.starts_on()),
        period
            .last_day()
            .map(|last| last.checked_add_days(Days::new(2)).unwrap_or(last)),
    );
    let absences = days_away(conn, proxy.id(), near, MOST).await?;
    let list = outlook(&Outlook {
        period: (period, bounds.zone),
        plan,
        has_begun,
        delegator: concerned.delegator.activity(),
        proxy: proxy.activity(),
        absences: (&absences, proxy_zone),
        now,
        first_run: bounds.run_after(due.begin.max(now) - TimeDelta::microseconds(1)),
    });
    let names_days = list.is_empty() || may_know(conn, concerned, now).await?;
    Ok(Warnings { list, names_days })
}

async fn may_know(conn: &mut Connection, concerned: &Concerned, now: DateTime<Utc>) -> Result<bool> {
    let (reader, proxy) = (concerned.reader, concerned.proxy.id());
    if sees(conn, PersonSecurityProfile::ChainAndPeers, reader, proxy).await? {
        return Ok(true);
    }
    match access::page_permit::<ManageAbsences>(conn, reader, proxy, now).await {
        Ok(_) => Ok(true),
        Err(Error::Forbidden) => Ok(false),
        Err(other) => Err(other),
    }
}
