//! Tools › Scheduled Processes (J1): the schedule, the runs, the requests; running the job and retrying requests by hand.

use domain::audit::{Action, ObjectKind};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use db::job_runs::{self, Trigger};
use db::role_requests::list;
use domain::schedule::Schedule;
use domain::zone::Zone;
use serde::Deserialize;
use serde_json::json;

pub use db::job_runs::Run as RunRow;
pub use db::role_requests::list::{Filter as RequestFilter, Listed as RequestLine};

use super::Counts;
use crate::access::{self, Everywhere, PagePermit, RunScheduledProcesses};
use crate::actor::PersonActor;
use crate::audit::Record;
use crate::form_submissions::Submitted;
use crate::jobs::Jobs;
use crate::{Error, Result};

/// Requests a page shows.
pub const REQUESTS: usize = 50;

/// Runs a page shows.
const RUNS: usize = 10;

/// How long a page waits for a run.
const PATIENCE: Duration = Duration::from_secs(8);

/// How far a run is that somebody asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByHand {
    /// It has ended.
    Finished(Counts),
    /// It goes on.
    StillRunning,
}

/// What the page lists.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Which requests; the person by `person`.
    pub requests: list::Filter,
    /// Username of the person whose requests are listed; empty: everybody's.
    pub person: String,
    /// Runs older than this id.
    pub runs_before: Option<i64>,
}

/// A run as the page shows it.
#[derive(Debug, Clone)]
pub struct RunLine {
    /// As it is kept.
    pub run: RunRow,
    /// What it did. None: it has not gone through to its end, or what is kept of it cannot be read, and the log says why.
    pub counts: Option<Counts>,
}

impl RunLine {
    /// How long it took, where it has ended.
    pub fn took(&self) -> Option<TimeDelta> {
        self.run.ended_at.map(|ended| ended - self.run.started_at)
    }
}

/// The page.
#[derive(Debug, Clone)]
pub struct JobPage {
    /// When it runs by itself; none: by hand only.
    pub schedule: Option<Schedule>,
    /// When it runs next by itself.
    pub next: Option<DateTime<Utc>>,
    /// The Site's zone, on whose clocks the schedule is.
    pub zone: Zone,
    /// Whether there is a directory to be told.
    pub has_directory: bool,
    /// The newest runs.
    pub runs: Vec<RunLine>,
    /// There are older ones.
    pub more_runs: bool,
    /// The newest requests that match.
    pub requests: Vec<RequestLine>,
    /// There are older ones.
    pub more_requests: bool,
    /// Nobody has the username of the filter.
    pub nobody: bool,
    /// When this was read.
    pub now: DateTime<Utc>,
}

impl Jobs<'_> {
    /// What the page shows.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn scheduled_processes(
        self,
        permitted: &PagePermit<Everywhere<RunScheduledProcesses>>,
        filter: &Filter,
    ) -> Result<JobPage> {
        tracing::debug!(actor = %permitted.actor(), "reading the scheduled processes");
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let timetable = job_runs::timetable(&mut conn, now).await?;
        let (schedule, zone) = (timetable.schedule.0, timetable.zone.0);
        let mut runs = job_runs::list(&mut conn, filter.runs_before, limit(RUNS)).await?;
        let more_runs = runs.len() > RUNS;
        runs.truncate(RUNS);
        let person = match filter.person.trim() {
            "" => None,
            username => Some(db::people::by_username(&mut conn, username).await?),
        };
        let nobody = matches!(person, Some(None));
        let wanted = list::Filter {
            person: person.flatten().map(|person| person.id()),
            ..filter.requests
        };
        let mut requests = if nobody {
            Vec::new()
        } else {
            list::page(&mut conn, &wanted, limit(REQUESTS)).await?
        };
        let more_requests = requests.len() > REQUESTS;
        requests.truncate(REQUESTS);
        Ok(JobPage {
            next: schedule
                .as_ref()
                .and_then(|schedule| schedule.next_after(now, zone)),
            schedule,
            zone,
            has_directory: self.has_directory(),
            runs: runs.into_iter().map(line).collect(),
            more_runs,
            requests,
            more_requests,
            nobody,
            now,
        })
    }

    /// Runs the job because somebody asks for it, and waits for its end for a while. It goes on when nobody waits any more.
    ///
    /// # Errors
    /// [`Error::Forbidden`] without the right; else as [`Jobs::run`].
    pub async fn run_by_hand(self, actor: &PersonActor) -> Result<ByHand> {
        let person = actor.person();
        let now = self.services.now();
        let submitted = self.services.submit_once(actor, now, async |tx| {
            let permitted = access::require_everywhere::<RunScheduledProcesses>(tx, actor, now).await?;
            Record::new(
                permitted.acting(),
                now,
                Action::JobRunByHand,
                ObjectKind::Job,
                "send-pending-ldap-requests",
            )
            .write(tx)
            .await
        });
        if let Submitted::Before(()) = submitted.await? {
            return Ok(ByHand::StillRunning);
        }
        let services = self.services.clone();
        let run = tokio::spawn(async move { services.jobs().run(Trigger::Person(person)).await });
        match tokio::time::timeout(PATIENCE, run).await {
            Err(_) => Ok(ByHand::StillRunning),
            Ok(Err(cause)) => Err(Error::internal(cause)),
            Ok(Ok(finished)) => Ok(match finished? {
                Some(finished) => ByHand::Finished(finished.counts),
                None => ByHand::StillRunning,
            }),
        }
    }

    /// Makes one request that failed, or all of them, due at once, with all attempts before it; the next run takes them up.
    /// Returns how many: none where there is nothing to try again.
    ///
    /// # Errors
    /// [`Error::Forbidden`] without the right.
    pub async fn retry_requests(self, actor: &PersonActor, one: Option<i64>) -> Result<usize> {
        let now = self.services.now();
        self.services
            .submit(actor, now, async |tx| {
                let permitted = access::require_everywhere::<RunScheduledProcesses>(tx, actor, now).await?;
                let actor = permitted.acting();
                let retried = list::retry(tx, one, now).await?;
                if retried == 0 {
                    return Ok(0);
                }
                let id = one.map_or_else(|| "all".to_owned(), |id| id.to_string());
                let mut record = Record::new(
                    actor,
                    now,
                    Action::RoleRequestRetried,
                    ObjectKind::RoleRequest,
                    id,
                )
                .after(Some(json!({ "retried": retried })));
                if let Some(one) = one
                    && let Some(about) = list::person_of(tx, one).await?
                {
                    record = record.concerns(about);
                }
                record.write(tx).await?;
                Ok(retried)
            })
            .await
    }
}

fn line(run: RunRow) -> RunLine {
    let is_whole = run.ended_at.is_some() && run.error.is_none();
    let counts = is_whole.then(|| Counts::deserialize(&run.counts));
    let counts = counts.and_then(|counts| {
        counts
            .inspect_err(|error| tracing::error!(run = run.id, %error, "what a run did cannot be read"))
            .ok()
    });
    RunLine { counts, run }
}

/// One more than a page shows says whether there are others.
fn limit(shown: usize) -> i64 {
    i64::try_from(shown + 1).unwrap_or(i64::MAX)
}
