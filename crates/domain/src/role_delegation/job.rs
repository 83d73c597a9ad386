//! What the job does with a delegation of which a begin or an end is due (R8, R9, R11).

use chrono::{DateTime, Utc};

/// What decides it: the delegation, and which of its requests are due and were not written by this run (R8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueFacts {
    /// Start and end date are the same.
    pub is_one_day: bool,
    /// *Include the end date* was ticked (R6).
    pub through_end: bool,
    /// When it began.
    pub begun_at: Option<DateTime<Utc>>,
    /// It was ended or cancelled.
    pub is_closed: bool,
    /// The end of its last day.
    pub not_after: Option<DateTime<Utc>>,
    /// Its end request is due.
    pub is_end_due: bool,
}

/// What is done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueOutcome {
    /// It begins.
    Begins {
        /// The end request of a single day is written by what begins it, due then (R8); none: it has one, or no end.
        end_due: Option<DateTime<Utc>>,
    },
    /// It ends.
    Ends {
        /// By itself at the end of its last day, if that passed while no job ran (R11).
        at: DateTime<Utc>,
    },
    /// Its end is due before it has begun: neither request is applied (R9).
    NeverBegins,
    /// It has begun already, and its begin request is done with.
    HasBegun,
    /// It was ended or cancelled: its requests are done with.
    IsClosed,
}

/// Decides it at `now`.
pub fn due_outcome(facts: &DueFacts, now: DateTime<Utc>) -> DueOutcome {
    let has_passed = facts.not_after.is_some_and(|end| end <= now);
    match facts.begun_at {
        _ if facts.is_closed => DueOutcome::IsClosed,
        Some(begun_at) if facts.is_end_due => DueOutcome::Ends {
            // A node whose clock is ahead may have written a begin that is still to come (G9).
            at: facts.not_after.map_or(now, |end| end.min(now)).max(begun_at),
        },
        Some(_) => DueOutcome::HasBegun,
        // A single day has no end request before it has begun: it begins as long as that day lasts (R8).
        None if facts.is_end_due || has_passed => DueOutcome::NeverBegins,
        None => DueOutcome::Begins {
            end_due: match (facts.is_one_day, facts.through_end) {
                (false, _) => None,
                (true, false) => Some(now),
                (true, true) => facts.not_after,
            },
        },
    }
}
