//! Runs a job in rounds, one after the other, until the server is asked to end.

use std::time::{Duration, Instant};

use services::{Result, Services};
use tokio::sync::watch;
use tokio::time::{self, Interval, MissedTickBehavior, interval_at, sleep};

use super::catch_panic::catch_panic;
use super::job::{BackgroundJob, Counts, Next, Round, Starts};
use crate::shutdown::Shutdown;

/// Without anybody who wakes it, a job looks again after this.
const POLL: Duration = Duration::from_secs(2);

/// How long a job that was woken waits for others to wake it: a busy server does with each request.
const GATHER: Duration = Duration::from_millis(100);

/// Runs a job. A round that has begun is finished after the shutdown, and no other begins.
pub(super) async fn run<J: BackgroundJob>(mut job: J, services: Services, shutdown: Shutdown) {
    let mut alarm = Alarm::new(J::STARTS, &services);
    while !shutdown.has_come() {
        alarm.set();
        let begun = Instant::now();
        let ended = catch_panic(J::NAME, job.run(&services)).await;
        if !wait(report::<J>(ended, begun.elapsed()), &mut alarm, &shutdown).await {
            return;
        }
    }
}

/// Logs and measures a round, and says when the next one begins; none: it panicked.
fn report<J: BackgroundJob>(ended: Option<Result<Round>>, took: Duration) -> Next {
    let (outcome, round) = match ended {
        Some(Ok(round)) => ("done", round),
        Some(Err(error)) => {
            tracing::error!(job = J::NAME, error = %error.chain(), "a round failed: the next one comes");
            ("failed", Round::done(Counts::none()))
        }
        None => ("panicked", Round::done(Counts::none())),
    };
    metrics::counter!("locum_background_rounds_total", "job" => J::NAME, "outcome" => outcome).increment(1);
    metrics::histogram!("locum_background_round_seconds", "job" => J::NAME).record(took.as_secs_f64());
    for (what, count) in round.counts.iter() {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        metrics::counter!("locum_background_items_total", "job" => J::NAME, "what" => what).increment(count);
    }
    if !round.counts.are_zero() {
        let counts = &round.counts;
        match J::STARTS {
            Starts::Every(_) => tracing::info!(job = J::NAME, %counts, "a background job did something"),
            // These do what requests leave to them, all day long.
            Starts::WhenWoken => tracing::debug!(job = J::NAME, %counts, "a background job did something"),
        }
    }
    round.next
}

/// Waits for the next round; false: the end came first.
async fn wait(next: Next, alarm: &mut Alarm, shutdown: &Shutdown) -> bool {
    match next {
        Next::AtOnce => !shutdown.has_come(),
        Next::AsUsual => alarm.wait(shutdown).await,
        Next::After(rest) => shutdown.pause(rest).await,
    }
}

/// What begins the rounds of one job.
enum Alarm {
    Every(Interval),
    WhenWoken(watch::Receiver<u64>),
}

impl Alarm {
    fn new(starts: Starts, services: &Services) -> Self {
        match starts {
            Starts::Every(period) => Self::every(period),
            Starts::WhenWoken => Self::WhenWoken(services.notify().wake().listen()),
        }
    }

    fn every(period: Duration) -> Self {
        let mut ticks = interval_at(time::Instant::now() + period, period);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self::Every(ticks)
    }

    /// From here on it hears whoever wakes it: while a round runs, too.
    fn set(&mut self) {
        if let Self::WhenWoken(woken) = self {
            woken.mark_unchanged();
        }
    }

    /// False: the end came first.
    async fn wait(&mut self, shutdown: &Shutdown) -> bool {
        match self {
            Self::Every(ticks) => tokio::select! {
                biased;
                () = shutdown.clone().asked() => false,
                _ = ticks.tick() => true,
            },
            Self::WhenWoken(woken) => tokio::select! {
                biased;
                () = shutdown.clone().asked() => false,
                // An error says that nobody is left who could wake it.
                _ = woken.changed() => shutdown.pause(GATHER).await,
                () = sleep(POLL) => true,
            },
        }
    }
}
