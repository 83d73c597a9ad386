//! How long to wait before the next attempt at what failed.

use chrono::TimeDelta;

/// So many attempts, with pauses that double from the shortest to the longest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Backoff {
    /// After so many attempts there is none more.
    pub(crate) attempts: i32,
    /// Seconds after the first attempt.
    pub(crate) shortest: i64,
    /// Seconds at the most.
    pub(crate) longest: i64,
}

impl Backoff {
    /// How long to wait after the attempt of that number, counted from 1. None: it was the last. `jitter` between 0 and 1 spreads the
    /// waiting from three quarters to five quarters of that, so that what failed together is not repeated together.
    pub(crate) fn wait_after(&self, attempt: i32, jitter: f64) -> Option<TimeDelta> {
        if attempt >= self.attempts {
            return None;
        }
        let doublings = u32::try_from(attempt.saturating_sub(1)).unwrap_or(0).min(16);
        let full = self.shortest.saturating_mul(1_i64 << doublings).min(self.longest);
        Some(spread(TimeDelta::seconds(full), jitter))
    }
}

/// From three quarters to five quarters of a time.
pub(crate) fn spread(full: TimeDelta, jitter: f64) -> TimeDelta {
    let thousandths = (jitter.clamp(0.0, 1.0) * 1000.0) as i32;
    full * 3 / 4 + full * thousandths / 2000
}
