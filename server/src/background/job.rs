//! What a background job is.

use std::fmt;
use std::time::Duration;

use services::clock::Clock;
use services::{Result, Services};

use crate::metrics::Metrics;

/// Work that a server does by itself, in rounds, for as long as it is up.
///
/// A round takes no input: it reads from the database what there is to do. So it may be asked for at any moment and by any number
/// of servers, a round that was missed is made up for by the next one, and a job that a killed server had in hand is taken up by
/// another. Every job keeps to this:
///
/// - It is **idempotent**: to do it twice changes nothing.
/// - It works in **batches**, each in one transaction, so that nobody waits for it for long.
/// - **A row that fails** stops no other one: it is left for the next round, and the log says why.
/// - It **reports** what it did in counts, and neither logs nor measures that itself.
pub(crate) trait BackgroundJob: Sized + Send + 'static {
    /// How logs, metrics and documents name it.
    const NAME: &'static str;
    /// What it does, for `docs/ARCHITECTURE.md`: one sentence without a full stop.
    const DOES: &'static str;
    /// What begins a round.
    const STARTS: Starts;

    /// Those that run beside each other in this process: usually one; none where there is nothing for it to do here.
    fn instances(context: &Context) -> Vec<Self>;

    /// One round. What it keeps in `self` is only what it knows from the rounds before, such as how fast the other side answers.
    ///
    /// # Errors
    /// What kept the round from going on: it is logged, and the next round comes.
    fn run(&mut self, services: &Services) -> impl Future<Output = Result<Round>> + Send;
}

/// What jobs are made of.
#[derive(Clone)]
pub(crate) struct Context {
    /// The use cases.
    pub(crate) services: Services,
    /// The clock by which sessions expire.
    pub(crate) session_clock: Clock,
    /// What has been measured in this process.
    pub(crate) metrics: Metrics,
}

/// What begins a round. The first one begins with the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Starts {
    /// So much time after the round before has begun, or at once where that took longer.
    Every(Duration),
    /// A request, command or other server that may have left something to do; without one, a look every two seconds.
    WhenWoken,
}

/// For documents: "every 5 s".
impl fmt::Display for Starts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Every(period) if period.as_secs() % 60 == 0 => {
                write!(f, "every {} min", period.as_secs() / 60)
            }
            Self::Every(period) => write!(f, "every {} s", period.as_secs()),
            Self::WhenWoken => f.write_str("when woken"),
        }
    }
}

/// How a round ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Round {
    /// What it did.
    pub(crate) counts: Counts,
    /// When the next one begins.
    pub(crate) next: Next,
}

impl Round {
    /// One that did all that there was to do.
    pub(crate) fn done(counts: Counts) -> Self {
        Self {
            counts,
            next: Next::AsUsual,
        }
    }

    /// One of many: where it did anything, there may be more to do.
    pub(crate) fn one_of_many(counts: Counts) -> Self {
        let next = if counts.are_zero() {
            Next::AsUsual
        } else {
            Next::AtOnce
        };
        Self { counts, next }
    }
}

/// When the next round begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// At once: there is more to do.
    AtOnce,
    /// As [`BackgroundJob::STARTS`] says.
    AsUsual,
    /// After so long, and no sooner.
    After(Duration),
}

/// What a round did: how many of what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Counts(Vec<(&'static str, usize)>);

impl Counts {
    /// None of anything.
    pub(crate) fn none() -> Self {
        Self::default()
    }

    /// So many of one thing, as metrics name it.
    pub(crate) fn of(what: &'static str, count: usize) -> Self {
        Self::none().and(what, count)
    }

    /// And so many of another.
    pub(crate) fn and(mut self, what: &'static str, count: usize) -> Self {
        self.0.push((what, count));
        self
    }

    /// Whether nothing was done.
    pub(crate) fn are_zero(&self) -> bool {
        self.0.iter().all(|(_, count)| *count == 0)
    }

    /// What there is more than none of.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, usize)> {
        self.0.iter().copied().filter(|(_, count)| *count > 0)
    }
}

/// For the log: "cancelled 2, failed 1".
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (what, count)) in self.iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            write!(f, "{comma}{what} {count}")?;
        }
        Ok(())
    }
}
