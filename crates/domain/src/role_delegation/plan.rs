//! What saving a delegation's dates does at once, and what it leaves to the job (R6–R8, R10).

use chrono::{DateTime, Utc};

use super::{Before, Period};
use crate::zone::Zone;

/// The instants that a period means in the delegator's zone (R6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// When it is to begin: the start of the start date.
    pub begin: DateTime<Utc>,
    /// When it is to end; `None`: never, or not known before it has begun (R8).
    pub end: Option<DateTime<Utc>>,
    /// It gives nothing from this instant on, whether or not the job ran: the end of the last day that it covers (R11).
    pub not_after: Option<DateTime<Utc>>,
}

/// Reads a period's instants. The end of a day is the start of the next one, so that periods can follow each other without a gap.
pub fn instants(period: Period, zone: Zone) -> Due {
    let not_after = match (period.ends_on(), period.last_day()) {
        (Some(end), Some(last)) if last < end => Some(zone.start_of_day(end)),
        (_, last) => last.map(|last| zone.end_of_day(last)),
    };
    Due {
        begin: zone.start_of_day(period.starts_on()),
        end: not_after.filter(|_| !period.is_one_day()),
        not_after,
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

/// Works out a save at `now`: of a new delegation, or of one that was like `before`. Requests that were pending before are
/// superseded by those of the plan.
pub fn plan(period: Period, before: Option<&Before>, zone: Zone, now: DateTime<Utc>) -> Plan {
    let today = zone.today(now);
    let due = instants(period, zone);
    let has_begun = before.is_some_and(|before| before.has_begun);
    let is_end_changed = before.is_none_or(|before| before.period.ends_on() != period.ends_on());
    // R10: an end changed to today, be it included; or one that is due already.
    let ends_today = !period.is_one_day()
        && (is_end_changed && period.ends_on().is_some_and(|end| end <= today)
            || due.end.is_some_and(|end| end <= now));
    let ends_now = has_begun && ends_today;
    let never_begins = !has_begun && ends_today && period.starts_on() < today;
    let begins_now = !has_begun && !never_begins && period.starts_on() <= today;
    let holds = has_begun || begins_now;
    let end_due = match (period.is_one_day(), period.through_end()) {
        _ if ends_now || never_begins => None,
        (false, _) => due.end,
        // The end request of a single day is written by what begins it, and is left to the next run (R8).
        (true, _) if !holds => None,
        (true, false) => Some(now),
        (true, true) => due.not_after,
    };
    Plan {
        begins_now,
        ends_now,
        never_begins,
        begin_due: (!holds && !never_begins).then_some(due.begin),
        end_due,
        // It was in force until this save, whatever days the new dates cover (R11).
        not_after: if ends_now {
            due.not_after.map(|end| end.max(now))
        } else {
            due.not_after
        },
    }
}
