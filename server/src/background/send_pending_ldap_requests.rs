//! The job "Send Pending LDAP Requests", by its schedule.

use std::time::{Duration, Instant};

use services::jobs::Watch;
use services::{Result, Services};

use super::job::{BackgroundJob, Context, Counts, Round, Starts};

pub(super) struct SendPendingLdapRequests {
    /// What this server knows of runs on others.
    watch: Watch,
}

impl BackgroundJob for SendPendingLdapRequests {
    const NAME: &'static str = "send-pending-ldap-requests";
    const DOES: &'static str = "looks whether the job is due by its schedule, or was left unfinished, and runs it (J1, J4): the steps below";
    /// One look is an indexed read.
    const STARTS: Starts = Starts::Every(Duration::from_secs(1));

    fn instances(context: &Context) -> Vec<Self> {
        let watch = Watch::new(context.services.now());
        vec![Self { watch }]
    }

    async fn run(&mut self, services: &Services) -> Result<Round> {
        let begun = Instant::now();
        let finished = services.jobs().run_if_due(&mut self.watch).await?;
        if finished.is_none() {
            metrics::histogram!("locum_job_idle_tick_seconds").record(begun.elapsed().as_secs_f64());
        }
        // What a run did is in the list of runs.
        Ok(Round::done(Counts::of("runs", usize::from(finished.is_some()))))
    }
}
