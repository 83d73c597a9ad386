//! What runs by itself while the server is up. Each task is idempotent, so any number of servers may share one
//! database; an error is logged, and the next round tries again.

mod catch_panic;
pub(crate) mod continue_operations;
pub(crate) mod deliver_messages;
pub(crate) mod follow_directory;
mod runner;

use std::time::{Duration, Instant};

use services::Services;
use services::actor::Actor;
use services::clock::Clock;
use services::jobs::Watch;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::metrics::Metrics;
use crate::shutdown::Shutdown;
use catch_panic::catch_panic;

const SWEEP: Duration = Duration::from_secs(5);
const TELL: Duration = Duration::from_secs(30);
const PRUNE: Duration = Duration::from_secs(600);
const UPKEEP: Duration = Duration::from_secs(5);
/// One look at the timetable of the job: an indexed read.
const TICK: Duration = Duration::from_secs(1);

/// Starts all of it. The set is empty once each has ended its round after the shutdown.
pub(crate) fn start(
    services: &Services,
    session_clock: &Clock,
    metrics: Metrics,
    shutdown: &Shutdown,
) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    let sweeping = services.clone();
    tasks.spawn(every("sweep", SWEEP, shutdown.clone(), async move || {
        sweep(&sweeping).await
    }));
    let telling = services.clone();
    tasks.spawn(every("tell", TELL, shutdown.clone(), async move || {
        tell(&telling).await
    }));
    let (pruning, clock) = (services.clone(), session_clock.clone());
    tasks.spawn(every("prune", PRUNE, shutdown.clone(), async move || {
        prune(&pruning, &clock).await
    }));
    let (running, mut watch) = (services.clone(), Watch::new(services.now()));
    tasks.spawn(every("job", TICK, shutdown.clone(), async move || {
        tick(&running, &mut watch).await
    }));
    tasks.spawn(every("upkeep", UPKEEP, shutdown.clone(), async move || {
        metrics.upkeep()
    }));
    tasks
}

/// Does `work` at once and then every `period`. A round that has begun is finished; one that panics ends alone.
async fn every<W: AsyncFnMut()>(task: &'static str, period: Duration, shutdown: Shutdown, mut work: W) {
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let ended = shutdown.asked();
    tokio::pin!(ended);
    loop {
        tokio::select! {
            biased;
            () = &mut ended => return,
            _ = ticks.tick() => { catch_panic(task, work()).await; }
        }
    }
}

/// Runs the job if it is time for it.
async fn tick(services: &Services, watch: &mut Watch) {
    let begun = Instant::now();
    match services.run_job_if_due(watch).await {
        Ok(Some(_)) => {}
        Ok(None) => {
            metrics::histogram!("locum_job_idle_tick_seconds").record(begun.elapsed().as_secs_f64());
        }
        Err(error) => tracing::error!(%error, "the job could not be run, or not to its end"),
    }
}

async fn sweep(services: &Services) {
    match services.sweep_tasks(&Actor::system("job: sweep")).await {
        Ok(swept) if swept == Default::default() => {}
        Ok(swept) => {
            tracing::info!(?swept, "swept open tasks");
            services.wake().up();
        }
        Err(error) => tracing::error!(%error, "open tasks could not be swept"),
    }
}

async fn tell(services: &Services) {
    match services.tell_owners_of_leavers().await {
        Ok(0) => {}
        Ok(told) => tracing::info!(told, "notified owners that their delegate has left"),
        Err(error) => tracing::error!(%error, "owners could not be notified that their delegate has left"),
    }
}

async fn prune(services: &Services, clock: &Clock) {
    prune_sessions(services, clock).await;
    prune_browsers(services).await;
    match services.prune_finished().await {
        Ok(pruned) if pruned == Default::default() => {}
        Ok(pruned) => tracing::info!(?pruned, "removed what was kept long enough"),
        Err(error) => tracing::error!(%error, "what was kept long enough could not be removed"),
    }
    match services.prune_answers().await {
        Ok(0) => {}
        Ok(removed) => tracing::info!(removed, "forgot answers kept for idempotency keys"),
        Err(error) => tracing::error!(%error, "old answers could not be forgotten"),
    }
}

async fn prune_browsers(services: &Services) {
    loop {
        match services.prune_known_browsers().await {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) => {
                tracing::error!(%error, "browsers that are no longer known could not be removed");
                return;
            }
        }
    }
}

async fn prune_sessions(services: &Services, clock: &Clock) {
    let mut removed = 0;
    loop {
        match services.sessions().prune(clock.now()).await {
            Ok(0) => break,
            // A batch at a time: nobody who signs in meanwhile waits for long.
            Ok(batch) => removed += batch,
            Err(error) => {
                tracing::error!(%error, "expired sessions could not be removed");
                break;
            }
        }
    }
    if removed > 0 {
        tracing::info!(removed, "removed expired sessions");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_round_that_panics_ends_alone() {
        let (shutdown, end) = Shutdown::by_hand();
        let mut rounds = 0;
        every("test", Duration::from_millis(1), shutdown, async || {
            rounds += 1;
            assert_ne!(rounds, 1, "the first one");
            if rounds == 3 {
                end.send_replace(true);
            }
        })
        .await;
        assert_eq!(rounds, 3);
    }
}
