//! What saving a delegation's dates does at once, and what it leaves to the job (R6–R8, R10).

use chrono::{DateTime, NaiveDate, Utc};

use super::{EndDue, Period};
use crate::zone::Zone;

/// The instants that a period means in the delegator's zone (R6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// When it is to begin: the start of the start date.
    pub begin: DateTime<Utc>,
    /// When it is to end; `None`: never, or not known before it has begun (R8).
    pub end: Option<DateTime<Utc>>,
    /// It gives nothing from this instant on, whether or not the job ran: the end of the end date (R11).
    pub not_after: Option<DateTime<Utc>>,
    /// The last day on which it holds from start to end; `None`: there is no such day, or no end.
    pub last_full_day: Option<NaiveDate>,
}

/// Reads a period's instants.
pub fn instants(period: Period, zone: Zone, end_due: EndDue) -> Due {
    let end = period.ends_on().map(|end| match end_due {
        EndDue::StartOfDay => zone.start_of_day(end),
        EndDue::EndOfDay => zone.end_of_day(end),
    });
    let last_full_day = match (period.ends_on(), end_due) {
        (Some(end), EndDue::EndOfDay) => Some(end),
        (Some(end), EndDue::StartOfDay) => end.pred_opt().filter(|day| *day >= period.starts_on()),
        (None, _) => None,
    };
    Due {
        begin: zone.start_of_day(period.starts_on()),
        end: end.filter(|_| !period.is_one_day()),
        not_after: period.ends_on().map(|end| zone.end_of_day(end)),
        last_full_day,
    }
}

/// What a save does with a delegation whose dates are to be `period` from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// It begins with the save (R7, R10).
    pub begins_now: bool,
    /// It ends with the save (R10).
    pub ends_now: bool,
    /// It ends with the save and no run has begun it: both requests are superseded (R9, R10).
    pub never_begins: bool,
    /// The begin request to leave to the job, due then.
    pub begin_due: Option<DateTime<Utc>>,
    /// The end request to leave to the job, due then.
    pub end_due: Option<DateTime<Utc>>,
    /// It gives nothing from this instant on (R11).
    pub not_after: Option<DateTime<Utc>>,
}

/// Works out a save at `now`. `has_begun` says whether the delegation is in force already; a new one is not. Requests
/// that were pending before are superseded by those of the plan.
pub fn plan(period: Period, has_begun: bool, zone: Zone, option: EndDue, now: DateTime<Utc>) -> Plan {
    let today = zone.today(now);
    let due = instants(period, zone, option);
    let ends_today = !period.is_one_day() && period.ends_on().is_some_and(|end| end <= today);
    let ends_now = has_begun && ends_today;
    let never_begins = !has_begun && ends_today && period.starts_on() < today;
    let begins_now = !has_begun && !never_begins && period.starts_on() <= today;
    let holds = has_begun || begins_now;
    let end_due = match (period.is_one_day(), option) {
        _ if ends_now || never_begins => None,
        (false, _) => due.end,
        // The end request of a single day is written by what begins it, and is left to the next run (R8).
        (true, _) if !holds => None,
        (true, EndDue::StartOfDay) => Some(now),
        (true, EndDue::EndOfDay) => due.not_after,
    };
    Plan {
        begins_now,
        ends_now,
        never_begins,
        begin_due: (!holds && !never_begins).then_some(due.begin),
        end_due,
        not_after: due.not_after,
    }
}
