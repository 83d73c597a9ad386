//! Where the seconds of a test run go: its parts, and the slowest tests of all runners.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// How many of the slowest tests are named.
const SLOWEST: usize = 10;

/// The tests that have ended, and how long each took.
#[derive(Debug, Default)]
pub(crate) struct Tests(Mutex<HashMap<String, f64>>);

impl Tests {
    /// Notes the test that a runner's line tells of, if it tells of one.
    pub(crate) fn hear(&self, line: &str) {
        if let Some((seconds, name)) = of_nextest(line).or_else(|| of_playwright(line)) {
            // A runner names its failures once more at its end.
            self.0
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(name, seconds);
        }
    }

    /// The slowest, the slowest first.
    pub(crate) fn slowest(&self) -> Vec<(f64, String)> {
        let tests = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut tests: Vec<_> = tests.into_iter().map(|(name, seconds)| (seconds, name)).collect();
        tests.sort_by(|a, b| b.0.total_cmp(&a.0));
        tests.truncate(SLOWEST);
        tests
    }
}

/// `        PASS [   0.624s] (284/889) server::main api::access::d_one`
fn of_nextest(line: &str) -> Option<(f64, String)> {
    let (outcome, rest) = line.trim_start().split_once(" [")?;
    let is_end = ["PASS", "FAIL", "LEAK", "TIMEOUT", "ABORT", "SIG"]
        .iter()
        .any(|end| outcome.starts_with(end));
    let (seconds, rest) = rest.split_once("s] ").filter(|_| is_end)?;
    let name = rest.split_once(") ").map_or(rest, |(_, name)| name);
    Some((seconds.trim().parse().ok()?, name.trim().to_owned()))
}

/// `  ✓   45 [scripts on] › tests/delegate-form.spec.ts:28:1 › a permanent rule (3.2s)`
fn of_playwright(line: &str) -> Option<(f64, String)> {
    let text = line.trim();
    if !text.starts_with(['✓', '✘', '✗', 'o', 'x']) {
        return None;
    }
    let (name, took) = text.strip_suffix(')')?.rsplit_once(" (")?;
    let (_, name) = name.split_once(" [")?;
    Some((seconds(took)?, format!("[{name}")))
}

/// What Playwright calls a duration: `641ms`, `3.2s`, `1.5m`.
fn seconds(took: &str) -> Option<f64> {
    let number = |text: &str| text.parse::<f64>().ok();
    if let Some(milliseconds) = took.strip_suffix("ms") {
        Some(number(milliseconds)? / 1e3)
    } else if let Some(minutes) = took.strip_suffix('m') {
        Some(number(minutes)? * 60.0)
    } else {
        number(took.strip_suffix('s')?)
    }
}

/// Runs `work` and tells how long it took, in seconds.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let begun = Instant::now();
    let done = work();
    (done, begun.elapsed().as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::Tests;

    #[test]
    fn both_runners_lines_are_read() {
        let tests = Tests::default();
        for line in [
            "        PASS [   0.624s] (284/889) server::main api::access::d_one",
            "  TRY 1 FAIL [  12.000s] server::main api::access::d_two",
            "        FAIL [  89.168s] (611/889) server::main ldap::servers::j4",
            "        FAIL [  89.168s] (611/889) server::main ldap::servers::j4",
            "        SLOW [> 60.000s] (───────) server::main ldap::servers::j4",
            "  ✓   45 [scripts on] › tests/delegate-form.spec.ts:28:1 › a rule (T16) (3.2s)",
            "  ✘   46 [scripts off] › tests/sign-in.spec.ts:5:1 › who (S) (641ms)",
            "  ✓   47 [scripts off] › tests/sign-in.spec.ts:9:1 › long (1.5m)",
            "     Summary [ 320.669s] 889 tests run: 889 passed (1 slow), 1 skipped",
        ] {
            tests.hear(line);
        }
        let found = tests.slowest();
        let names: Vec<_> = found
            .iter()
            .map(|(took, name)| format!("{took} {name}"))
            .collect();
        assert_eq!(
            names,
            [
                "90 [scripts off] › tests/sign-in.spec.ts:9:1 › long",
                "89.168 server::main ldap::servers::j4",
                "3.2 [scripts on] › tests/delegate-form.spec.ts:28:1 › a rule (T16)",
                "0.641 [scripts off] › tests/sign-in.spec.ts:5:1 › who (S)",
                "0.624 server::main api::access::d_one",
            ]
        );
    }
}
