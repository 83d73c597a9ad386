//! What people should know of a delegation before they save it (R21): the proxy leaves before or during the period, is away in it,
//! or it would never begin.

use chrono::{DateTime, Utc};

use super::{Period, Plan, instants};
use crate::absence::Days;
use crate::activity::Activity;
use crate::zone::Zone;

/// What decides it.
#[derive(Debug, Clone, Copy)]
pub struct Outlook<'a> {
    /// The dates, and the delegator's zone.
    pub period: (Period, Zone),
    /// What the save would do.
    pub plan: &'a Plan,
    /// It has begun already.
    pub has_begun: bool,
    /// Whether the delegator is active, and until when.
    pub delegator: Activity,
    /// Whether the proxy is active, and until when.
    pub proxy: Activity,
    /// When the proxy is away, in the proxy's own zone.
    pub absences: (&'a [Days], Zone),
    /// The present instant: what is past by then is nothing to know.
    pub now: DateTime<Utc>,
    /// The first run of the job at the start of the start date or after it; `None`: it runs by hand only (J1).
    pub first_run: Option<DateTime<Utc>>,
}

/// Something to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warning {
    /// It would never begin, because the proxy has left by then (R12).
    NeverBeginsProxyLeaves,
    /// It would never begin, because the delegator has left by then (R12).
    NeverBeginsDelegatorLeaves,
    /// It would never begin, because the job does not run before its last day is over (R9): it runs then.
    NeverBeginsNoRun(DateTime<Utc>),
    /// It begins only if somebody runs the job by hand.
    BeginsByHand,
    /// The proxy leaves in the period, at this instant: it ends then for good (R12).
    ProxyLeaves(DateTime<Utc>),
    /// The delegator leaves in the period, at this instant: it ends then for good (R12).
    DelegatorLeaves(DateTime<Utc>),
    /// The proxy is away on these days, in the proxy's zone.
    ProxyAway(Days),
}

/// What to know, the gravest first. Of what ends or never begins with the save nothing is to be known.
pub fn outlook(of: &Outlook<'_>) -> Vec<Warning> {
    if of.plan.ends_now || of.plan.never_begins {
        return Vec::new();
    }
    let (period, zone) = of.period;
    let due = instants(period, zone);
    let waits_for_run = !of.has_begun && !of.plan.begins_now;
    let begins = if waits_for_run {
        of.first_run.unwrap_or(due.begin).max(due.begin)
    } else {
        due.begin.max(of.now)
    };
    if waits_for_run && let Some(never) = never_begins(of, begins, due.not_after) {
        return vec![never];
    }
    let ends_before = |at: DateTime<Utc>| due.not_after.is_none_or(|end| at < end);
    let leaves = |person: &Activity| person.active_until.filter(|until| ends_before(*until));
    let mut warnings = Vec::new();
    warnings.extend((waits_for_run && of.first_run.is_none()).then_some(Warning::BeginsByHand));
    warnings.extend(leaves(&of.proxy).map(Warning::ProxyLeaves));
    warnings.extend(leaves(&of.delegator).map(Warning::DelegatorLeaves));
    let (absences, proxy_zone) = of.absences;
    let is_in_period = |days: &&Days| {
        let (from, to) = (
            proxy_zone.start_of_day(days.starts_on()),
            proxy_zone.end_of_day(days.ends_on()),
        );
        begins < to && ends_before(from)
    };
    warnings.extend(
        absences
            .iter()
            .filter(is_in_period)
            .copied()
            .map(Warning::ProxyAway),
    );
    warnings
}

fn never_begins(
    of: &Outlook<'_>,
    begins: DateTime<Utc>,
    not_after: Option<DateTime<Utc>>,
) -> Option<Warning> {
    let has_left = |person: &Activity| person.active_until.is_some_and(|until| until <= begins);
    if has_left(&of.proxy) {
        return Some(Warning::NeverBeginsProxyLeaves);
    }
    if has_left(&of.delegator) {
        return Some(Warning::NeverBeginsDelegatorLeaves);
    }
    let is_too_late = not_after.is_some_and(|end| end <= begins);
    is_too_late.then_some(Warning::NeverBeginsNoRun(begins))
}
