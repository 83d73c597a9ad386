//! What time does to people, and what is found of it by the job: hires and terminations (R20, R12), and what was lent of roles
//! that were taken away. A change that somebody makes settles what it touches itself, in its own transaction.

use chrono::{DateTime, TimeDelta, Utc};
use db::delegation_rules::places::place_anew;
use db::job_runs;
use db::provisioning::people::{self, Turned, Who};
use db::role_delegations::terminations::Whose;
use db::transaction::Transaction;
use domain::ids::PersonId;

use super::{Counts, Run, Trouble};
use crate::jobs::Jobs;
use crate::role_delegations::over::{end_batch, end_many};
use crate::{Error, Result};

/// People settled in one transaction; where that fails, they are taken one by one (J5).
const BATCH: usize = 500;

/// How far before the last run a run looks back: clocks of nodes may differ, and looking twice changes nothing.
const MARGIN: TimeDelta = TimeDelta::days(1);

impl Jobs<'_> {
    /// R20 and R12 for everybody whose work began or ended since the last run; then R12 for roles taken away.
    pub(super) async fn settle(self, run: &Run, counts: &mut Counts) -> Result<()> {
        let now = self.services.now();
        let mut tx = Transaction::autocommit(&self.services.pool).await?;
        let since = job_runs::last_success(&mut tx, now).await?;
        let since = since.map(|since| since.min(now) - MARGIN);
        place_anew(&mut tx, since).await?;
        let turned = people::turned(&mut tx, since, now).await?;
        drop(tx);
        let mut trouble = Trouble::default();
        for batch in turned.chunks(BATCH) {
            match self.settle_batch(run, batch, now, counts).await {
                Ok(()) => {}
                Err(Error::Unavailable(cause)) => return Err(Error::Unavailable(cause)),
                Err(error) => {
                    tracing::warn!(error = %error.chain(), "a batch of people could not be settled: they are taken one by one");
                    for person in batch.chunks(1) {
                        trouble.keep("a person", self.settle_batch(run, person, now, counts).await)?;
                    }
                }
            }
        }
        trouble.keep("roles taken away", self.end_revoked(run, now, counts).await)?;
        trouble.end()
    }

    /// R12 for what was lent of roles that were taken away, some hundreds in a transaction.
    async fn end_revoked(self, run: &Run, now: DateTime<Utc>, counts: &mut Counts) -> Result<()> {
        loop {
            match Transaction::run(&self.services.pool, async |tx| {
                end_batch(tx, &run.actor, Whose::Revoked, now).await
            })
            .await?
            .len()
            {
                0 => return Ok(()),
                ended => counts.ended_for_cause += ended,
            }
        }
    }

    async fn settle_batch(
        self,
        run: &Run,
        batch: &[Turned],
        now: DateTime<Utc>,
        counts: &mut Counts,
    ) -> Result<()> {
        let (granted, revoked, ended) = Transaction::run(&self.services.pool, async |tx| {
            settle_some(tx, run, batch, now).await
        })
        .await?;
        counts.granted += granted;
        counts.revoked += revoked;
        counts.ended_for_cause += ended;
        Ok(())
    }
}

async fn settle_some(
    tx: &mut Transaction,
    run: &Run,
    turned: &[Turned],
    now: DateTime<Utc>,
) -> Result<(usize, usize, usize)> {
    let everybody: Vec<PersonId> = turned.iter().map(Turned::person).collect();
    let begun = turned.iter().filter(|turned| !turned.has_left);
    let begun: Vec<PersonId> = begun.map(Turned::person).collect();
    let applied = people::apply(tx, Who::These(&everybody), &run.actor.author(), now).await?;
    let ended = end_many(tx, &run.actor, Whose::People(&everybody), now).await?;
    people::note_begun(tx, &begun, now).await?;
    people::note_turned(tx, &everybody, now).await?;
    Ok((applied.gained, applied.lost, ended))
}
