//! Whether a node that runs the job still lives, as another node judges it (J4). Their clocks may differ by minutes, so what
//! counts is how long this node has heard nothing new, and not what that node's clock says.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use db::job_runs::Running;

use super::LEASE;

/// A run that has been silent for so long by this node's clock is silent by anybody's: clocks differ by less.
const LONG_AGO: TimeDelta = TimeDelta::minutes(10);

/// Where this node's clock is past what the run was said to live until, it is waited for so long that it says so anew: some
/// [`super::BEAT`]s. It is measured as it passes, because the clock of G2 may stand or jump.
const GRACE: Duration = Duration::from_secs(5);

/// What a node remembers between its looks at the timetable.
#[derive(Debug, Clone)]
pub struct Watch {
    up_since: DateTime<Utc>,
    heard: BTreeMap<i64, Heard>,
}

/// What a run said last, and since when this node knows it.
#[derive(Debug, Clone, Copy)]
struct Heard {
    alive_until: DateTime<Utc>,
    since: DateTime<Utc>,
    passing: Instant,
}

impl Watch {
    /// Of a node that is up since then, by its own clock.
    pub fn new(up_since: DateTime<Utc>) -> Self {
        Self {
            up_since,
            heard: BTreeMap::new(),
        }
    }

    /// Since when this node is up. A clock that went back must not keep the schedule waiting until it is there again.
    pub(super) fn up_since(&mut self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.up_since = self.up_since.min(now);
        self.up_since
    }

    /// Those of the runs under way that have fallen silent.
    pub(super) fn silent(&mut self, running: &[Running], now: DateTime<Utc>) -> Vec<Running> {
        let before = std::mem::take(&mut self.heard);
        for run in running {
            let known = before.get(&run.id).copied();
            let known = known.filter(|heard| heard.alive_until == run.alive_until && heard.since <= now);
            let heard = known.unwrap_or_else(|| Heard {
                alive_until: run.alive_until,
                since: now,
                passing: Instant::now(),
            });
            self.heard.insert(run.id, heard);
        }
        let is_silent = |run: &&Running| {
            self.heard.get(&run.id).is_some_and(|heard| {
                now >= heard.since + LEASE
                    || now >= heard.alive_until + LONG_AGO
                    || now >= heard.alive_until && heard.passing.elapsed() >= GRACE
            })
        };
        running.iter().filter(is_silent).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn run(id: i64, alive_until: i64) -> Running {
        Running {
            id,
            alive_until: at(alive_until),
        }
    }

    /// Which runs are silent at each look: the second, what the runs said last, and the ids.
    fn look(looks: &[(i64, &[Running], &[i64])]) {
        let mut watch = Watch::new(at(0));
        for (second, running, expected) in looks {
            let silent = watch.silent(running, at(*second));
            let ids: Vec<i64> = silent.iter().map(|run| run.id).collect();
            assert_eq!(ids, *expected, "at {second}");
        }
    }

    #[test]
    fn j4_a_run_is_silent_when_it_has_said_nothing_new_for_a_lease() {
        look(&[
            (0, &[run(1, 30)], &[]),
            (29, &[run(1, 30)], &[]),
            (30, &[run(1, 30)], &[1]),
        ]);
        look(&[
            (0, &[run(1, 30)], &[]),
            (29, &[run(1, 31)], &[]),
            (30, &[run(1, 31), run(2, 60)], &[]),
            (58, &[run(1, 31), run(2, 60)], &[]),
            (59, &[run(1, 31), run(2, 60)], &[1]),
        ]);
    }

    #[test]
    fn j4_the_clock_of_its_node_may_be_minutes_off() {
        for skew in [-300, 300] {
            look(&[
                (0, &[run(1, 30 + skew)], &[]),
                (29, &[run(1, 30 + skew)], &[]),
                (58, &[run(1, 59 + skew)], &[]),
                (88, &[run(1, 59 + skew)], &[1]),
            ]);
        }
    }

    #[test]
    fn j4_what_is_long_past_by_any_clock_is_not_waited_for() {
        look(&[(0, &[run(1, -600), run(2, -599)], &[1])]);
    }

    #[test]
    fn j1_a_clock_that_went_back_waits_anew() {
        look(&[
            (1_000, &[run(1, 1_030)], &[]),
            (0, &[run(1, 1_030)], &[]),
            (29, &[run(1, 1_030)], &[]),
            (30, &[run(1, 1_030)], &[1]),
        ]);
    }
}
