//! The one clock (G2): everything else is given the time.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

/// Where the time comes from.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's.
    Machine,
    /// The RFC 3339 instant in a file, read at each use; only with `LOCUM_ENV=test`.
    File(Arc<PathBuf>),
    /// An instant that stands still: what the demo tells of last week is written with last week's clock.
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// A clock that reads a file.
    pub fn file(path: PathBuf) -> Self {
        Self::File(Arc::new(path))
    }

    /// The present instant.
    ///
    /// A clock file that cannot be read falls back to the machine's time and says so in the log: the server checks
    /// the file when it starts, and a test that removes it later sees wrong times rather than a dead server.
    #[allow(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(&self) -> DateTime<Utc> {
        let now = match self {
            Self::Machine => Utc::now(),
            Self::Fixed(at) => *at,
            Self::File(path) => match std::fs::read_to_string(path.as_path()) {
                Ok(text) => match DateTime::parse_from_rfc3339(text.trim()) {
                    Ok(at) => at.with_timezone(&Utc),
                    Err(error) => {
                        tracing::error!(path = %path.display(), %error, "the clock file holds no RFC 3339 instant");
                        Utc::now()
                    }
                },
                Err(error) => {
                    tracing::error!(path = %path.display(), %error, "the clock file cannot be read");
                    Utc::now()
                }
            },
        };
        // Postgres keeps microseconds: what is written and what is compared must be the same instant.
        chrono::SubsecRound::trunc_subsecs(now, 6)
    }
}

/// The longest step of a clock file that counts as time that has passed.
const LONGEST_STEP: Duration = Duration::from_secs(24 * 60 * 60);

/// How much time passes in this process: for what is measured and not dated. It never goes back, whatever becomes of the
/// machine's date. Cheap to clone.
///
/// A clock file stands still while the program runs, so the machine's time passes as well as each step forward of the file: what
/// waits for time to pass ends its wait either way.
#[derive(Debug, Clone)]
pub struct Stopwatch {
    clock: Clock,
    /// When the machine's time began to count; none: only steps of a clock file do.
    begun: Option<Instant>,
    steps: Arc<Mutex<Steps>>,
}

/// What has passed by the steps of a clock file.
#[derive(Debug)]
struct Steps {
    last: DateTime<Utc>,
    passed: Duration,
}

impl Stopwatch {
    /// Begins now.
    pub fn new(clock: Clock) -> Self {
        Self {
            begun: Some(Instant::now()),
            ..Self::of_steps(clock)
        }
    }

    /// Begins now and goes by the steps of a clock file alone: tests do not depend on how long they take.
    pub fn of_steps(clock: Clock) -> Self {
        let steps = Steps {
            last: clock.now(),
            passed: Duration::ZERO,
        };
        Self {
            clock,
            begun: None,
            steps: Arc::new(Mutex::new(steps)),
        }
    }

    /// What has passed since it began.
    pub fn elapsed(&self) -> Duration {
        let by_machine = self.begun.map(|begun| begun.elapsed()).unwrap_or_default();
        by_machine.saturating_add(self.stepped())
    }

    fn stepped(&self) -> Duration {
        if !matches!(self.clock, Clock::File(_)) {
            return Duration::ZERO;
        }
        let mut steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        // A step back counts nothing.
        let step = (now - steps.last).to_std().unwrap_or_default();
        steps.passed = steps.passed.saturating_add(step.min(LONGEST_STEP));
        steps.last = now;
        steps.passed
    }
}
