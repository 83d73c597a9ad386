//! When the job runs by itself (J1): one look a tick and node. No node leads: the run of an instant of the schedule is begun
//! by whoever writes its row first, and a run whose node has fallen silent is taken over (J4, J6).

use chrono::{DateTime, TimeDelta, Utc};
use db::job_runs::{self, Running, Timetable};
use db::transaction::Transaction;

use super::{Finished, Trigger, Watch, begin};
use crate::jobs::Jobs;
use crate::{Error, Result};

/// After a run that broke off.
const PAUSE: TimeDelta = TimeDelta::seconds(30);

impl Jobs<'_> {
    /// Runs the job if the schedule asks for it, or if a run was left unfinished. Whatever was missed is one run. Where there
    /// has never been a scheduled run, what lay before this node was up is not missed; nor is what lay before the schedule was set.
    ///
    /// # Errors
    /// As [`Jobs::run`].
    pub async fn run_if_due(self, watch: &mut Watch) -> Result<Option<Finished>> {
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let timetable = job_runs::timetable(&mut conn, now).await?;
        drop(conn);
        let up_since = watch.up_since(now);
        let silent = watch.silent(&timetable.running(), now);
        if !silent.is_empty() {
            return self.take_over(&silent, now).await;
        }
        let Some(schedule) = &timetable.schedule.0 else {
            // By hand only.
            return Ok(None);
        };
        // What lies in the future was written before the clock went back.
        let set_at = timetable.set_at.filter(|set_at| *set_at <= now);
        let since = timetable.last_slot.max(set_at).unwrap_or(up_since);
        match schedule.newest(since, now, timetable.zone.0) {
            Some(slot) => self.run(Trigger::Schedule(slot)).await,
            None => self.run_again(&timetable, now).await,
        }
    }

    /// Runs the job once more where the last scheduled run broke off and [`PAUSE`] has passed: what failed may go through, and
    /// nothing that is due waits for the next instant of the schedule (J5).
    async fn run_again(self, timetable: &Timetable, now: DateTime<Utc>) -> Result<Option<Finished>> {
        let (Some(slot), Some(run), Some(broke_off_at)) =
            (timetable.last_slot, timetable.last_run, timetable.broke_off_at)
        else {
            return Ok(None);
        };
        if now < broke_off_at + PAUSE {
            return Ok(None);
        }
        match Transaction::run(&self.services.pool, async |tx| {
            if job_runs::free(tx, run).await? {
                begin(tx, Trigger::Schedule(slot), now).await
            } else {
                Ok::<_, Error>(None)
            }
        })
        .await?
        {
            Some(run) => self.finish_run(run, now).await.map(Some),
            None => Ok(None),
        }
    }

    /// Ends the runs that fell silent and runs the job instead: all of it, or none (J4).
    async fn take_over(self, silent: &[Running], now: DateTime<Utc>) -> Result<Option<Finished>> {
        let error = "The node that ran it fell silent; another has taken over";
        match Transaction::run(&self.services.pool, async |tx| {
            match job_runs::abandon(tx, silent, error, now).await? {
                None => Ok::<_, Error>(None),
                Some(slot) => begin(tx, Trigger::Takeover(slot), now).await,
            }
        })
        .await?
        {
            Some(run) => self.finish_run(run, now).await.map(Some),
            None => Ok(None),
        }
    }
}
