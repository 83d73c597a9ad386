//! Telling the directory (J3–J5, R13). What one membership is to be is worked out when it is sent and once more afterwards, so
//! that neither the order of requests nor a node that is killed leaves a wrong one: whatever changed in between is sent
//! again, by this node or by the request that the change wrote.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use db::role_delegations::terminations::Whose;
use db::role_requests::send::{self, Claimed, Ended};
use db::transaction::Transaction;
use domain::ids::{PersonId, RoleId};
use domain::role_request::wait_after;

use super::{Counts, LEASE, NAME, Rests, Run, Trouble};
use crate::actor::SystemActor;
use crate::jobs::Jobs;
use crate::role_delegations::over::end_batch;
use crate::{Error, Result};
use ldap_directory::{Membership, Recipient, Sent};

/// Requests sent together: well within the lease.
const BATCH: i64 = 64;

/// A batch is answered before its lease ends.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often a membership that changes while it is sent is sent again.
const ROUNDS: usize = 3;

/// Requests that are done with at once where there is no directory.
const SUPPRESSED: i64 = 5_000;

/// How many requests are sent together: as many as the directory answers in time. Whoever sends again and again keeps it.
#[derive(Debug)]
pub struct Pace(i64);

impl Default for Pace {
    fn default() -> Self {
        Self(BATCH)
    }
}

impl Pace {
    fn after(&mut self, went: Went) {
        match went {
            // After a slow moment more is asked at once again, little by little.
            Went::Through => self.0 = (self.0 + 1).min(BATCH),
            // Fewer may be answered in time; one that is not even alone has failed, and others go on.
            Went::TooSlow => self.0 = (self.0 / 2).max(1),
            Went::Unreachable => {}
        }
    }
}

/// How a batch went, as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Went {
    Through,
    /// Not all of it was answered in time.
    TooSlow,
    /// The directory cannot be reached.
    Unreachable,
}

/// A membership, by person and role.
type Pair = (PersonId, RoleId);

impl Jobs<'_> {
    /// Tells the directory everything it has not been told by now; where it cannot be reached, it is let be until the next run.
    pub(super) async fn update_directory(self, run: &Run, counts: &mut Counts) -> Result<()> {
        let Some(directory) = self.services.directory.clone() else {
            return self.suppress(counts).await;
        };
        let (mut pace, mut trouble) = (Pace::default(), Trouble::default());
        loop {
            match self
                .send_next(directory.as_ref(), &mut pace, NAME, counts)
                .await?
            {
                None => return trouble.end(),
                Some(Went::Through | Went::TooSlow) => {}
                Some(Went::Unreachable) => {
                    counts.directory_rests = Some(Rests::Unreachable);
                    return trouble.end();
                }
            }
            // What comes due meanwhile does not wait for a directory that has much to do (R11): an indexed read where nothing has.
            trouble.keep("begins and ends", self.carry_out_due(run, counts).await)?;
        }
    }

    /// Claims a batch of what the directory has not been told by now, and sends it; none: there is nothing. In one process one
    /// batch is in hand at a time, so that none waits for another within its lease.
    pub(super) async fn send_next(
        self,
        directory: &dyn Recipient,
        pace: &mut Pace,
        through: &str,
        counts: &mut Counts,
    ) -> Result<Option<Went>> {
        let _turn = self.services.directory_turn.lock().await;
        let now = self.services.now();
        let lease = uuid::Uuid::new_v4().to_string();
        let mut tx = Transaction::autocommit(&self.services.pool).await?;
        let claimed = send::claim(&mut tx, &lease, now, now + LEASE, pace.0).await?;
        drop(tx);
        if claimed.is_empty() {
            return Ok(None);
        }
        let claimed = self.after_lost(claimed, &lease, through, counts).await?;
        if claimed.is_empty() {
            return Ok(Some(Went::Through));
        }
        let went = self.send_batch(directory, &lease, &claimed, counts).await?;
        pace.after(went);
        Ok(Some(went))
    }

    /// R12 for what was delegated by grants that are gone, before the directory is told that they are: the change that took them
    /// away has done so itself, and what did not is found here. It must not come back with the next grant.
    ///
    /// Answers what is to be sent: without the removals, which are tried again later, if that could not be done.
    async fn after_lost(
        self,
        claimed: Vec<Claimed>,
        lease: &str,
        through: &str,
        counts: &mut Counts,
    ) -> Result<Vec<Claimed>> {
        let removals = claimed.iter().filter(|request| request.is_removal);
        let lost: Vec<_> = removals
            .map(|request| (request.person, request.role_id))
            .collect();
        let (actor, now) = (SystemActor::new(through), self.services.now());
        while !lost.is_empty() {
            match Transaction::run(&self.services.pool, async |tx| {
                end_batch(tx, &actor, Whose::Delegators(&lost), now).await
            })
            .await
            {
                Ok(ended) if ended.is_empty() => break,
                Ok(ended) => counts.ended_for_cause += ended.len(),
                Err(Error::Unavailable(cause)) => return Err(Error::Unavailable(cause)),
                Err(error) => {
                    tracing::error!(error = %error.chain(), "what was delegated by grants that are gone could not be ended");
                    let (removals, others): (Vec<_>, Vec<_>) =
                        claimed.into_iter().partition(|request| request.is_removal);
                    let why = "what was delegated by the grant could not be ended: the log says why";
                    let later = removals.iter().map(|request| {
                        let sent = Sent::Later(why.to_owned());
                        (request.id, ended(request, Some(sent), now))
                    });
                    let later: Vec<(i64, Ended)> = later.collect();
                    counts.failed += later.len();
                    let mut tx = Transaction::autocommit(&self.services.pool).await?;
                    send::end_attempts(&mut tx, lease, &later, now).await?;
                    return Ok(others);
                }
            }
        }
        Ok(claimed)
    }

    async fn suppress(self, counts: &mut Counts) -> Result<()> {
        loop {
            let now = self.services.now();
            let mut tx = Transaction::autocommit(&self.services.pool).await?;
            let suppressed = send::suppress(&mut tx, now, SUPPRESSED).await?;
            drop(tx);
            counts.suppressed += suppressed;
            if suppressed == 0 {
                return Ok(());
            }
        }
    }

    async fn send_batch(
        self,
        directory: &dyn Recipient,
        lease: &str,
        claimed: &[Claimed],
        counts: &mut Counts,
    ) -> Result<Went> {
        let alone = claimed.len() == 1;
        let (went, answers) = match tokio::time::timeout(PATIENCE, self.ensure(directory, claimed)).await {
            Ok(answers) => {
                let answers = answers?;
                (went(&answers), answers)
            }
            Err(_) => (Went::TooSlow, BTreeMap::new()),
        };
        let now = self.services.now();
        let ended: Vec<(i64, Ended)> = claimed
            .iter()
            .map(|request| {
                let sent = answers.get(&(request.person, request.role_id));
                let sent = match (went, sent) {
                    (Went::TooSlow, None) if alone => Some(Sent::Later(too_slow())),
                    (_, Some(Sent::TooSlow(why))) if alone => Some(Sent::Later(why.clone())),
                    (_, sent) => sent.cloned(),
                };
                (request.id, ended(request, sent, now))
            })
            .collect();
        let mut tx = Transaction::autocommit(&self.services.pool).await?;
        send::end_attempts(&mut tx, lease, &ended, now).await?;
        for (_, ended) in &ended {
            let (count, word) = match ended {
                Ended::Complete => (&mut counts.complete, "complete"),
                Ended::Failed(..) => (&mut counts.failed, "failed"),
                Ended::Faulted(_) => (&mut counts.faulted, "faulted"),
                Ended::Released(_) => continue,
            };
            *count += 1;
            metrics::counter!("locum_role_requests_total", "outcome" => word).increment(1);
        }
        Ok(went)
    }

    /// Sends each membership once, however many requests are about it; and again what changed meanwhile (R13).
    async fn ensure(self, directory: &dyn Recipient, claimed: &[Claimed]) -> Result<BTreeMap<Pair, Sent>> {
        let named: BTreeMap<Pair, &Claimed> = claimed
            .iter()
            .map(|request| ((request.person, request.role_id), request))
            .collect();
        let mut answers = BTreeMap::new();
        let mut wanted = self.wanted(named.keys().copied().collect()).await?;
        for _ in 0..ROUNDS {
            let batch: Vec<Membership> = wanted
                .iter()
                .filter_map(|(pair, is_member)| {
                    let request = named.get(pair)?;
                    Some(Membership {
                        username: request.username.clone(),
                        role: request.role.clone(),
                        is_member: *is_member,
                    })
                })
                .collect();
            let mut sent = directory.send(&batch).await.into_iter();
            for (pair, _) in &wanted {
                let answer = sent.next();
                let answer = answer.unwrap_or_else(|| Sent::Later("the directory gave no answer".to_owned()));
                answers.insert(*pair, answer);
            }
            let done = wanted
                .iter()
                .filter(|(pair, _)| answers.get(pair) == Some(&Sent::Done));
            let done: Vec<(Pair, bool)> = done.copied().collect();
            let now_wanted = self.wanted(done.iter().map(|(pair, _)| *pair).collect()).await?;
            let changed = now_wanted.into_iter().zip(done).filter(|(now, then)| now != then);
            wanted = changed.map(|(now, _)| now).collect();
            if wanted.is_empty() {
                return Ok(answers);
            }
        }
        for (pair, _) in wanted {
            answers.insert(pair, Sent::Later("it changed while it was sent".to_owned()));
        }
        Ok(answers)
    }

    /// Whether each is to be a member now.
    async fn wanted(self, pairs: Vec<Pair>) -> Result<Vec<(Pair, bool)>> {
        if pairs.is_empty() {
            return Ok(Vec::new());
        }
        let mut conn = self.services.pool.get().await?;
        let members = send::members(&mut conn, &pairs, self.services.now()).await?;
        Ok(pairs.into_iter().zip(members).collect())
    }
}

fn too_slow() -> String {
    format!("no answer within {} seconds", PATIENCE.as_secs())
}

/// The worst that any of it met.
fn went(answers: &BTreeMap<Pair, Sent>) -> Went {
    let any = |is: fn(&Sent) -> bool| answers.values().any(is);
    if any(|sent| matches!(sent, Sent::Unreachable(_))) {
        Went::Unreachable
    } else if any(|sent| matches!(sent, Sent::TooSlow(_))) {
        Went::TooSlow
    } else {
        Went::Through
    }
}

/// What becomes of a request. Without an answer it goes back as it was: it was the batch that took too long.
fn ended(request: &Claimed, sent: Option<Sent>, now: DateTime<Utc>) -> Ended {
    match sent {
        None => Ended::Released(None),
        Some(Sent::Done) => Ended::Complete,
        Some(Sent::TooSlow(why) | Sent::Unreachable(why)) => Ended::Released(Some(why)),
        Some(Sent::Faulted(why)) => Ended::Faulted(why),
        Some(Sent::Later(why)) => match wait_after(request.attempts, rand::random()) {
            Some(wait) => Ended::Failed(now + wait, why),
            None => Ended::Faulted(why),
        },
    }
}
