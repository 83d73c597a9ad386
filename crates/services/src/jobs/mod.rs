//! The job "Send Pending LDAP Requests" (J): one run settles what time did to people (R12, R20), carries out begins and ends
//! that are due (R6–R10), reminds, and tells the directory what it has not been told. Every step works in batches, each in one
//! transaction, and is idempotent: any number of nodes may run it at once, and one that is killed loses and doubles nothing.

mod directory;
mod due;
mod follow;
mod page;
mod remind;
mod schedule;
mod settle;
mod trouble;
mod turns;
mod watch;

use db::transaction::Transaction;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use db::job_runs;
pub use db::job_runs::{Trigger, TriggerKind};
use db::profile_options::in_force;
use domain::profile_option::types::{DelegationEndReminders, PerUserDelegationSendNotifications};
use futures::FutureExt;
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::actor::SystemActor;
use crate::{Result, Services};
use ldap_directory::Recipient;

pub use directory::Pace;
pub use follow::Followed;
pub use page::{ByHand, Filter, JobPage, REQUESTS, RequestFilter, RequestLine, RunLine};
use trouble::Trouble;
pub use watch::Watch;

/// The use cases of this feature: scheduled jobs: their runs, their schedule, their page.
#[derive(Clone, Copy)]
pub struct Jobs<'a> {
    services: &'a crate::Services,
}

impl crate::Services {
    /// Use cases: scheduled jobs: their runs, their schedule, their page.
    pub fn jobs(&self) -> Jobs<'_> {
        Jobs { services: self }
    }
}

/// What audit entries name the job (G4).
pub const NAME: &str = "job: send-pending-ldap-requests";

/// How long a node may be silent; then what it had in hand is another's (J4).
pub const LEASE: TimeDelta = TimeDelta::seconds(30);

/// How often a node says that it lives, while it runs the job.
const BEAT: Duration = Duration::from_secs(1);

/// This process, as the list of runs names it.
static NODE: LazyLock<String> = LazyLock::new(|| {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let host = host.trim();
    format!(
        "{}, process {}",
        if host.is_empty() { "this host" } else { host },
        std::process::id()
    )
});

/// What a run did. A count that is added later has `#[serde(default)]`: runs of before, and of older servers, have none (O3).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Delegations that began.
    pub begun: usize,
    /// Delegations that ended on their day.
    pub ended: usize,
    /// Delegations whose end was due before they could begin (R9).
    pub never_began: usize,
    /// Delegations that ended because of what became of their people or the role (R12).
    pub ended_for_cause: usize,
    /// Roles that provisioning rules gave (R20).
    pub granted: usize,
    /// Roles that provisioning rules give no longer.
    pub revoked: usize,
    /// Reminders of ends that draw near.
    pub reminders: usize,
    /// Delegates who were told that a rule began or ran out (T16).
    #[serde(default)]
    pub delegates_told: usize,
    /// Requests that the directory has carried out.
    pub complete: usize,
    /// Requests that are tried again.
    pub failed: usize,
    /// Requests that are not tried again by themselves.
    pub faulted: usize,
    /// Requests done inside Locum, there being no directory.
    pub suppressed: usize,
    /// Why the directory was let be for the rest of the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub directory_rests: Option<Rests>,
}

/// That the directory could not be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rests {
    /// It could not be reached, or gave no answer in time.
    Unreachable,
}

/// A run that has ended.
#[derive(Debug, Clone, Serialize)]
pub struct Finished {
    /// Which.
    pub run: i64,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: DateTime<Utc>,
    /// What it did.
    #[serde(flatten)]
    pub counts: Counts,
}

/// What holds for a whole run.
struct Run {
    id: i64,
    actor: SystemActor,
    /// R18.
    sends_notices: bool,
    reminds: bool,
}

/// A step of a run. It takes no input but the run, and is idempotent; it works in batches, and a row that fails stops no other one
/// (J5). What it did it adds to the counts.
struct Step {
    /// As documents and log name it.
    name: &'static str,
    run: for<'a> fn(&'a Services, &'a Run, &'a mut Counts) -> BoxFuture<'a, Result<()>>,
}

/// All of them, in their order (J2).
const STEPS: [Step; 5] = [
    Step {
        name: "Settle people",
        run: |services, run, counts| services.jobs().settle(run, counts).boxed(),
    },
    Step {
        name: "Begin and end delegations",
        run: |services, run, counts| services.jobs().carry_out_due(run, counts).boxed(),
    },
    Step {
        name: "Remind of ends",
        run: |services, run, counts| services.jobs().remind(run, counts).boxed(),
    },
    Step {
        name: "Notify delegates",
        run: |services, _, counts| services.jobs().notify_delegates(counts).boxed(),
    },
    Step {
        name: "Update the directory",
        run: |services, run, counts| services.jobs().update_directory(run, counts).boxed(),
    },
];

/// The names of the steps, in their order: for the documents.
pub fn steps() -> impl Iterator<Item = &'static str> {
    STEPS.iter().map(|step| step.name)
}

/// Writes that a run begins here; none: another node has begun the one of this instant of the schedule.
async fn begin(tx: &mut Transaction, trigger: Trigger, now: DateTime<Utc>) -> Result<Option<i64>> {
    Ok(job_runs::begin(tx, trigger, &NODE, now, now + LEASE).await?)
}

impl Services {
    /// The same use cases with a directory to be told.
    #[must_use]
    pub fn with_directory(self, directory: Arc<dyn Recipient>) -> Self {
        Self {
            directory: Some(directory),
            ..self
        }
    }
}

impl Jobs<'_> {
    /// Whether there is a directory.
    pub fn has_directory(self) -> bool {
        self.services.directory.is_some()
    }

    /// Whether a directory has been told anything, by any node: one that has none of its own was likely forgotten to be told
    /// where it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_told_a_directory(self) -> Result<bool> {
        let mut conn = self.services.pool.get().await?;
        Ok(db::role_requests::send::any_told(&mut conn).await?)
    }

    /// One run of the job, to its end. None: another node has begun the run of this instant of the schedule.
    ///
    /// # Errors
    /// When the database fails; what was done until then is done, and the next run goes on. A request that fails is none.
    pub async fn run(self, trigger: Trigger) -> Result<Option<Finished>> {
        let started_at = self.services.now();
        let mut tx = Transaction::autocommit(&self.services.pool).await?;
        let begun = begin(&mut tx, trigger, started_at).await?;
        drop(tx);
        match begun {
            Some(id) => self.finish_run(id, started_at).await.map(Some),
            None => Ok(None),
        }
    }

    /// Does the work of a run that has begun.
    async fn finish_run(self, id: i64, started_at: DateTime<Utc>) -> Result<Finished> {
        let mut counts = Counts::default();
        let outcome = tokio::select! {
            outcome = self.work(id, &mut counts) => outcome,
            () = self.beat(id) => Ok(()),
        };
        let ended_at = self.services.now();
        let error = outcome.as_ref().err().map(|error| error.chain().to_string());
        let mut tx = Transaction::autocommit(&self.services.pool).await?;
        let facts = serde_json::to_value(counts).map_err(crate::Error::internal)?;
        job_runs::end(&mut tx, id, facts, error, ended_at).await?;
        drop(tx);
        // There may be messages to deliver.
        self.services.wake.up();
        outcome?;
        tracing::info!(run = id, ?counts, "the job has run");
        Ok(Finished {
            run: id,
            started_at,
            ended_at,
            counts,
        })
    }

    /// Says again and again that this node lives, however long a step of the run takes. It never ends.
    async fn beat(self, id: i64) {
        let mut beats = interval_at(Instant::now() + BEAT, BEAT);
        beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            beats.tick().await;
            if let Err(error) = self.keep_alive(id).await {
                tracing::warn!(error = %error.chain(), "the run could not say that it goes on");
            }
        }
    }

    /// J2. A step that fails stops none after it; the run ends with the first error.
    async fn work(self, id: i64, counts: &mut Counts) -> Result<()> {
        let run = self.prepare(id).await?;
        let mut trouble = Trouble::default();
        for step in &STEPS {
            trouble.keep(step.name, (step.run)(self.services, &run, counts).await)?;
        }
        trouble.end()
    }

    async fn prepare(self, id: i64) -> Result<Run> {
        let mut conn = self.services.pool.get().await?;
        Ok(Run {
            id,
            actor: SystemActor::new(NAME),
            sends_notices: in_force::<PerUserDelegationSendNotifications>(&mut conn, None).await?,
            reminds: in_force::<DelegationEndReminders>(&mut conn, None).await?,
        })
    }

    /// Says that this node still lives, so that nobody takes the run over.
    async fn keep_alive(self, id: i64) -> Result<()> {
        let mut tx = Transaction::autocommit(&self.services.pool).await?;
        Ok(job_runs::keep_alive(&mut tx, id, self.services.now() + LEASE).await?)
    }
}
