//! What failed for a reason that may pass is tried again, each time after a longer pause, and not for ever.

use chrono::TimeDelta;

/// How long to wait before the next attempt, after so many attempts in a row that failed. None: there is no next one.
///
/// Another transaction that was in the way has mostly gone at once, so the first retry does not wait. All of them together take 40
/// seconds.
pub fn pause_before_retry(failed_attempts: i16) -> Option<TimeDelta> {
    match failed_attempts {
        ..=1 => Some(TimeDelta::zero()),
        2 => Some(TimeDelta::seconds(1)),
        3 => Some(TimeDelta::seconds(3)),
        4 => Some(TimeDelta::seconds(9)),
        5 => Some(TimeDelta::seconds(27)),
        6.. => None,
    }
}
