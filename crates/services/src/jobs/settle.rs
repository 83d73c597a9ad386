//! What time does to people, and what is found of it by the job: hires and terminations (R20, R12), and what was lent of roles
//! that were taken away. A change that somebody makes settles what it touches itself, in its own transaction.

use chrono::{DateTime, TimeDelta, Utc};
use db::Connection;
use db::delegation_rules::places::place_anew;
use db::job_runs;
use db::provisioning::people::{self, Turned, Who};
use db::role_delegations::endings::Whose;
use db::transaction::Transaction;
use domain::ids::PersonId;

use super::{Counts, Run};
use crate::role_delegations::over::end_all;
use crate::{Result, Services};

/// People settled in one transaction.
const BATCH: usize = 500;

/// How far before the last run a run looks back: clocks of nodes may differ, and looking twice changes nothing.
const MARGIN: TimeDelta = TimeDelta::days(1);

impl Services {
    /// R20 and R12 for everybody whose work began or ended since the last run; then R12 for roles taken away.
    pub(super) async fn settle(&self, run: &Run, counts: &mut Counts) -> Result<()> {
        let now = self.now();
        let mut conn = self.pool.get().await?;
        let since = job_runs::last_success(&mut conn).await?;
        let since = since.map(|since| since.min(now) - MARGIN);
        place_anew(&mut conn, since).await?;
        let turned = people::turned(&mut conn, since, now).await?;
        drop(conn);
        for batch in turned.chunks(BATCH) {
            let mut tx = Transaction::begin(&self.pool).await?;
            let outcome = settle_some(&mut tx, run, batch, now).await;
            let (granted, revoked, ended) = tx.finish(outcome).await?;
            counts.granted += granted;
            counts.revoked += revoked;
            counts.ended_for_cause += ended;
            self.keep_alive(run).await?;
        }
        let mut tx = Transaction::begin(&self.pool).await?;
        let outcome = end_all(&mut tx, &run.actor, Whose::Revoked, now).await;
        counts.ended_for_cause += tx.finish(outcome).await?.len();
        Ok(())
    }
}

async fn settle_some(
    conn: &mut Connection,
    run: &Run,
    turned: &[Turned],
    now: DateTime<Utc>,
) -> Result<(usize, usize, usize)> {
    let everybody: Vec<PersonId> = turned.iter().map(Turned::person).collect();
    let begun = turned.iter().filter(|turned| !turned.has_left);
    let begun: Vec<PersonId> = begun.map(Turned::person).collect();
    let applied = people::apply(conn, Who::These(&everybody), &run.actor.author(), now).await?;
    let ended = end_all(conn, &run.actor, Whose::People(&everybody), now).await?;
    people::note_begun(conn, &begun, now).await?;
    people::note_turned(conn, &everybody, now).await?;
    Ok((applied.gained, applied.lost, ended.len()))
}
