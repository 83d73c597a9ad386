//! What the job does with a begin request that is due (R8, R9).

use chrono::{DateTime, Utc};

use super::{Period, instants};
use crate::zone::Zone;

/// What becomes of a begin request at the job's instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beginning {
    /// Its time has not come.
    NotYet,
    /// It is carried out. With a single day the end request is written now, for a later run (R8).
    Begins {
        /// When the end request that is to be written falls due.
        writes_end_due: Option<DateTime<Utc>>,
    },
    /// The last day is over: both requests are superseded, and the log says "never began" (R9).
    NeverBegan,
}

/// Decides at `now`. A single day begins for as long as that day lasts (R8's own day).
pub fn begin_now(period: Period, zone: Zone, now: DateTime<Utc>) -> Beginning {
    let due = instants(period, zone);
    if now < due.begin {
        return Beginning::NotYet;
    }
    if due.not_after.is_some_and(|over| over <= now) {
        return Beginning::NeverBegan;
    }
    let writes_end_due = period.is_one_day().then(|| {
        if period.through_end() {
            due.not_after.unwrap_or(now)
        } else {
            now
        }
    });
    Beginning::Begins { writes_end_due }
}
