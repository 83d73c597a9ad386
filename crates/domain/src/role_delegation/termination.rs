//! Why and when a delegation ends for good because of what became of its people or of the delegator's role (R12).

use chrono::{DateTime, Utc};

use super::EndReason;

/// What decides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminationFacts {
    /// When it began.
    pub begun_at: Option<DateTime<Utc>>,
    /// The end of its last day.
    pub not_after: Option<DateTime<Utc>>,
    /// The proxy's assignment was terminated.
    pub has_proxy_left: bool,
    /// The delegator's was.
    pub has_delegator_left: bool,
    /// The delegator holds the role by grant, or may provision it to others (R2).
    pub is_role_kept: bool,
    /// Since when one of the two has been terminated while the delegation was there: the day after the last one worked began, or that
    /// day was made one of the past.
    pub left_at: Option<DateTime<Utc>>,
}

/// How it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Termination {
    /// Why.
    pub reason: EndReason,
    /// When what had begun ended: what time alone ended while no job ran ended then (R11). None: it is cancelled.
    pub ended_at: Option<DateTime<Utc>>,
}

impl Termination {
    /// It had begun, and ends; else it is cancelled.
    pub fn had_begun(&self) -> bool {
        self.ended_at.is_some()
    }
}

/// Decides it at `now`; none: nothing ends it.
pub fn termination(facts: &TerminationFacts, now: DateTime<Utc>) -> Option<Termination> {
    let cause = match (facts.has_proxy_left, facts.has_delegator_left, facts.is_role_kept) {
        (true, _, _) => EndReason::ProxyTerminated,
        (false, true, _) => EndReason::DelegatorTerminated,
        (false, false, false) => EndReason::RoleLost,
        (false, false, true) => return None,
    };
    let caused_at = facts.left_at.map_or(now, |left| left.min(now));
    // Past its last day before anybody left, it ended by its date; and what had not begun by then never began (R9).
    let is_by_date = facts.not_after.is_some_and(|end| end <= caused_at);
    let ended_at = facts.not_after.map_or(caused_at, |end| end.min(caused_at));
    Some(Termination {
        reason: match (is_by_date, facts.begun_at) {
            (false, _) => cause,
            (true, Some(_)) => EndReason::EndDate,
            (true, None) => EndReason::NeverBegan,
        },
        // A node whose clock is ahead may have written a begin that is still to come (G9).
        ended_at: facts.begun_at.map(|begun_at| ended_at.max(begun_at)),
    })
}
