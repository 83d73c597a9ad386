//! When the job runs by itself (J1): one look a tick and node. No node leads: the run of an instant of the schedule is begun
//! by whoever writes its row first, and a run whose node has fallen silent is taken over (J4, J6).

use chrono::{DateTime, TimeDelta, Utc};
use db::job_runs::{self, Timetable};
use db::transaction::Transaction;
use domain::profile_option::ProfileOption;
use domain::schedule::Schedule;
use domain::zone::Zone;

use super::{Finished, Trigger, begin};
use crate::{Error, Result, Services};

/// After a run that broke off.
const PAUSE: TimeDelta = TimeDelta::seconds(30);

/// What a node remembers between its looks at the timetable.
#[derive(Debug, Clone)]
pub struct Watch {
    up_since: DateTime<Utc>,
}

impl Watch {
    /// Of a node that is up since then, by its own clock.
    pub fn new(up_since: DateTime<Utc>) -> Self {
        Self { up_since }
    }

    /// A clock that went back must not keep the schedule waiting until it is there again.
    fn is_now(&mut self, now: DateTime<Utc>) {
        self.up_since = self.up_since.min(now);
    }
}

impl Services {
    /// Runs the job if the schedule asks for it, or if a run was left unfinished. Whatever was missed is one run. Where there
    /// has never been a scheduled run, what lay before this node was up is not missed; nor is what lay before the schedule was set.
    ///
    /// # Errors
    /// As [`Services::run_job`].
    pub async fn run_job_if_due(&self, watch: &mut Watch) -> Result<Option<Finished>> {
        let now = self.now();
        watch.is_now(now);
        let mut conn = self.pool.get().await?;
        let timetable = job_runs::timetable(&mut conn, now).await?;
        drop(conn);
        if timetable.abandoned > 0 {
            return self.take_over(now).await;
        }
        let option = ProfileOption::SendPendingLdapRequestsSchedule;
        let text = timetable.schedule.as_deref().unwrap_or(option.default_value());
        let Some(schedule) = Schedule::parse(text) else {
            // Empty: by hand only.
            return Ok(None);
        };
        let zone = timetable
            .zone
            .as_deref()
            .and_then(Zone::parse)
            .unwrap_or(Zone::UTC);
        // What lies in the future was written before the clock went back.
        let set_at = timetable.set_at.filter(|set_at| *set_at <= now);
        let since = timetable.last_slot.max(set_at).unwrap_or(watch.up_since);
        match schedule.newest(since, now, zone) {
            Some(slot) => self.run_job(Trigger::Schedule(slot)).await,
            None => self.run_again(&timetable, now).await,
        }
    }

    /// Runs the job once more where the last scheduled run broke off and [`PAUSE`] has passed: what failed may go through, and
    /// nothing that is due waits for the next instant of the schedule (J5).
    async fn run_again(&self, timetable: &Timetable, now: DateTime<Utc>) -> Result<Option<Finished>> {
        let (Some(slot), Some(run), Some(broke_off_at)) =
            (timetable.last_slot, timetable.last_run, timetable.broke_off_at)
        else {
            return Ok(None);
        };
        if now < broke_off_at + PAUSE {
            return Ok(None);
        }
        let mut tx = Transaction::begin(&self.pool).await?;
        let outcome = async {
            match job_runs::free(&mut tx, run).await? {
                false => Ok::<_, Error>(None),
                true => begin(&mut tx, Trigger::Schedule(slot), now).await,
            }
        }
        .await;
        match tx.finish(outcome).await? {
            Some(run) => self.finish_run(run, now).await.map(Some),
            None => Ok(None),
        }
    }

    /// Ends the runs that were abandoned and runs the job instead: all of it, or none (J4).
    async fn take_over(&self, now: DateTime<Utc>) -> Result<Option<Finished>> {
        let error = "The node that ran it fell silent; another has taken over";
        let mut tx = Transaction::begin(&self.pool).await?;
        let outcome = async {
            match job_runs::abandon(&mut tx, error, now).await? {
                0 => Ok::<_, Error>(None),
                _ => begin(&mut tx, Trigger::Takeover, now).await,
            }
        }
        .await;
        match tx.finish(outcome).await? {
            Some(run) => self.finish_run(run, now).await.map(Some),
            None => Ok(None),
        }
    }
}
