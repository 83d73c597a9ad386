//! Reminders to delegator and proxy, seven days and one day before an end: once each, by the key of the message.

use chrono::{DateTime, TimeDelta, Utc};
use db::job_runs;
use db::role_delegations::reminders::{Ending, ending};
use db::transaction::Transaction;
use domain::role_delegation::last_day_in_words;
use domain::zone::{Zone, end_in_words};

use super::{Counts, Run};
use crate::Result;
use crate::jobs::Jobs;
use crate::notifications::{About, Letters, Message};

/// Delegations in one transaction.
const BATCH: i64 = 500;

/// Days before an end.
const BEFORE: [i64; 2] = [7, 1];

/// As in `settle`.
const MARGIN: TimeDelta = TimeDelta::days(1);

impl Jobs<'_> {
    /// Reminds of the ends that have come within reach since the last run.
    pub(super) async fn remind(self, run: &Run, counts: &mut Counts) -> Result<()> {
        if !run.reminds {
            return Ok(());
        }
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let since = job_runs::last_success(&mut conn, now)
            .await?
            .map(|since| since.min(now));
        drop(conn);
        for (place, days) in BEFORE.into_iter().enumerate() {
            // Nearer than the next reminder it is that one which is due.
            let nearest = BEFORE.get(place + 1).copied().unwrap_or(0);
            let nearest = now + TimeDelta::days(nearest);
            let new = since.map(|since| since - MARGIN + TimeDelta::days(days));
            let from = new.map_or(nearest, |new| new.max(nearest));
            self.remind_of(days, (from, now + TimeDelta::days(days)), counts)
                .await?;
        }
        Ok(())
    }

    async fn remind_of(
        self,
        days: i64,
        (from, until): (DateTime<Utc>, DateTime<Utc>),
        counts: &mut Counts,
    ) -> Result<()> {
        let mut after = None;
        loop {
            let now = self.services.now();
            let (last, written) = Transaction::run(&self.services.pool, async |tx| {
                let endings = ending(tx, from, until, days, after, BATCH).await?;
                let mut letters = Letters::default();
                for ending in &endings {
                    letter(&mut letters, ending, now);
                }
                let written = letters.write_new(tx).await?;
                Ok::<_, crate::Error>((endings.last().map(|last| (last.due_at, last.request)), written))
            })
            .await?;
            counts.reminders += written;
            if last.is_none() {
                return Ok(());
            }
            after = last;
        }
    }
}

fn letter(letters: &mut Letters, ending: &Ending, now: DateTime<Utc>) {
    let zone = ending.zone;
    let message = Message::RoleDelegationEnds {
        delegator: ending.delegator_name.clone(),
        proxy: ending.proxy_name.clone(),
        role: ending.role_name.clone(),
        when: when(ending, zone),
        about: About::new(ending.id, ending.period()),
    };
    letters.to(ending.delegator, &ending.key, None, &message, now);
    letters.to(ending.proxy, &ending.key, None, &message, now);
}

/// "last day: Wednesday 9 February 2028, Europe/London". An end that is not that of a day is named as it is.
fn when(ending: &Ending, zone: Zone) -> String {
    let last_day = ending.period().filter(|period| {
        let end = period.last_day().map(|last| zone.end_of_day(last));
        end == Some(ending.due_at)
    });
    let words = last_day.map_or_else(|| end_in_words(ending.due_at, zone), last_day_in_words);
    format!("{words}, {zone}")
}
